// SPDX-License-Identifier: MIT
#include "core/mirrors.hpp"

#include <utility>

namespace transferd::core {

const std::string& source_url(const FileEntry& file) {
    const bool mirror = file.source > 0 && file.source <= file.mirrors.size();
    return mirror ? file.mirrors[file.source - 1] : file.url;
}

void change_source_url(FileEntry& file, std::string url) {
    const bool mirror = file.source > 0 && file.source <= file.mirrors.size();
    (mirror ? file.mirrors[file.source - 1] : file.url) = std::move(url);
}

std::string_view written_origin(std::string_view url) {
    constexpr std::string_view mark = "://";
    const auto begin = url.find(mark);
    return begin == std::string_view::npos
               ? url
               : url.substr(0, url.find_first_of("/?#\\", begin + mark.size()));
}

// One case a code, so that a new one must be thought of.
// NOLINTNEXTLINE(readability-function-size)
bool blames_source(const Failure& failure) {
    using enum FailureCode;
    switch (failure.code) {
        case http_status:
        case authentication_required:
        case name_not_resolved:
        case connection_refused:
        case connection_lost:
        case timed_out:
        case certificate_rejected:
        case size_unknown:
        case ranges_unsupported:
        case invalid_response:
        case remote_changed:
        case redirect_denied:
        case too_many_redirects:
        case digest_mismatch:
        case size_mismatch:
        case proxy_failure:
            return true;
        case tls_failure:
            // With the job's own files no server can do better.
            return failure.context != FailureContext::local_file;
        case proxy_authentication_required:
        case credentials_lost:
        case network_offline:
        case size_limit:
        case local_file_changed:
        case local_access_denied:
        case local_not_found:
        case disk_full:
        case quota_exceeded:
        case destination_unavailable:
        case read_only:
        case io_error:
        case session_lost:
        case upload_rejected:
        case validation_failed:
        case max_transfer_time:
        case no_progress:
        case worker_lost:
        case blocked_by_policy:
            return false;
    }
    return false;
}

FileEntry at_next_source(FileEntry file) {
    file.source = file.source < file.mirrors.size() ? file.source + 1 : 0;
    file.effective_url.clear();
    file.response_headers.clear();
    file.restarts = 0;
    if (file.digest && file.ranges.empty() && !file.one_source) file.validator = {};
    return file;
}

}  // namespace transferd::core
