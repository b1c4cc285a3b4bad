// SPDX-License-Identifier: MIT
#include "core/retry.hpp"

#include <algorithm>

namespace transferd::core {

namespace {

bool is_passing(std::uint32_t status) {
    if (status == 408 || status == 425 || status == 429) return true;
    return status >= 500 && status <= 599 && status != 501 && status != 505;
}

}  // namespace

bool worth_retrying(const Failure& failure) {
    using enum FailureCode;
    switch (failure.code) {
        case http_status:
            return is_passing(failure.http_status.value_or(0));
        case proxy_failure:
            // Without a status it was not reached; else it has answered CONNECT with that.
            return !failure.http_status || is_passing(*failure.http_status);
        case name_not_resolved:
        case connection_refused:
        case connection_lost:
        case timed_out:
        case network_offline:
        case destination_unavailable:
        case worker_lost:
            return true;
        case authentication_required:
        case proxy_authentication_required:
        case credentials_lost:
        case tls_failure:
        case certificate_rejected:
        case size_unknown:
        case ranges_unsupported:
        case invalid_response:
        case remote_changed:
        case redirect_denied:
        case too_many_redirects:
        case digest_mismatch:
        case size_mismatch:
        case size_limit:
        case local_file_changed:
        case local_access_denied:
        case local_not_found:
        case disk_full:
        case quota_exceeded:
        case read_only:
        case io_error:
        case session_lost:
        case upload_rejected:
        case validation_failed:
        case max_transfer_time:
        case no_progress:
        case blocked_by_policy:
            return false;
    }
    return false;
}

bool may_retry(const Failure& failure, const Settings& settings) {
    return settings.http.has_default_method() && worth_retrying(failure);
}

seconds retry_delay(const Failure& failure, const Settings& settings) {
    constexpr seconds longest = std::chrono::hours{24};
    const auto shortest = settings.minimum_retry_delay;
    if (!failure.retry_after) return shortest;
    return std::clamp(*failure.retry_after, shortest, std::max(shortest, longest));
}

bool has_patience(const Settings& settings) {
    return settings.no_progress_timeout != seconds{0} &&
           settings.minimum_retry_delay <= settings.no_progress_timeout;
}

}  // namespace transferd::core
