// SPDX-License-Identifier: MIT
// A request in curl's options: what is asked, and what curl must never do by itself.
#pragma once

#include "worker/http/curl_handles.hpp"
#include "worker/http/download.hpp"
#include "worker/http/resume.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace transferd::worker {

/// Everything but the callbacks, logins and what set_headers sets. `request` outlives the handle.
void set_request(CURL* easy, const Request& request);

/// The headers of one attempt, which live as long as the attempt.
class RequestHeaders {
  public:
    RequestHeaders() = default;
    RequestHeaders(HeaderList all, std::size_t own) : all_(std::move(all)), own_(own) {}
    RequestHeaders(RequestHeaders&& other) noexcept;
    RequestHeaders& operator=(RequestHeaders&& other) noexcept;
    RequestHeaders(const RequestHeaders&) = delete;
    RequestHeaders& operator=(const RequestHeaders&) = delete;
    ~RequestHeaders() { forget_own(); }

    /// Takes the job's headers off, for what is asked from now on: curl reads the list anew for
    /// each request of an attempt. Wipes them.
    void forget_own();
    [[nodiscard]] bool has_own() const { return own_ > 0; }

  private:
    HeaderList all_;
    /// At the end of the list.
    std::size_t own_{};
};

[[nodiscard]] RequestHeaders set_headers(CURL* easy, const Request& request,
                                         const std::optional<RangeRequest>& range);

/// From the next request on the method is GET.
void forget_method(CURL* easy);

}  // namespace transferd::worker
