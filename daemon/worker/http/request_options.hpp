// SPDX-License-Identifier: MIT
// A request in curl's options: what is asked, and what curl must never do by itself.
#pragma once

#include "worker/http/curl_handles.hpp"
#include "worker/http/download.hpp"
#include "worker/http/resume.hpp"

#include <optional>

namespace transferd::worker {

/// Everything but the callbacks and what set_range sets. `request` outlives the handle.
void set_request(CURL* easy, const Request& request);

/// The headers of one attempt; they must live as long as the attempt.
[[nodiscard]] HeaderList set_range(CURL* easy, const Request& request,
                                   const std::optional<RangeRequest>& range);

/// From the next request on the method is GET.
void forget_method(CURL* easy);

}  // namespace transferd::worker
