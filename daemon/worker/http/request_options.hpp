// SPDX-License-Identifier: MIT
// A request in curl's options: what is asked, and what curl must never do by itself.
#pragma once

#include "worker/http/curl_handles.hpp"
#include "worker/http/download.hpp"
#include "worker/http/resume.hpp"

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
    /// Behind `last_of_ours` are the job's.
    RequestHeaders(HeaderList all, curl_slist& last_of_ours)
        : all_(std::move(all)), last_of_ours_(&last_of_ours) {}
    RequestHeaders(RequestHeaders&& other) noexcept;
    RequestHeaders& operator=(RequestHeaders&& other) noexcept;
    RequestHeaders(const RequestHeaders&) = delete;
    RequestHeaders& operator=(const RequestHeaders&) = delete;
    ~RequestHeaders() { forget_own(); }

    /// Takes the job's headers off, for what is asked from now on: curl reads the list anew for
    /// each request of an attempt. Wipes them.
    void forget_own();
    [[nodiscard]] bool has_own() const { return last_of_ours_ && last_of_ours_->next; }

  private:
    HeaderList all_;
    curl_slist* last_of_ours_{};
};

[[nodiscard]] RequestHeaders set_headers(CURL* easy, const Request& request,
                                         const std::optional<RangeRequest>& range);

/// From the next request on the method is GET.
void forget_method(CURL* easy);

}  // namespace transferd::worker
