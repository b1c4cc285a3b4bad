// SPDX-License-Identifier: MIT
// What went wrong with a transfer: a value, because what the network does is no exception.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/words.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace transferd::core {

/// The error codes of jobs (settings.md). `http_status` is spelt `http-NNN`.
enum class FailureCode {
    http_status,
    authentication_required,
    proxy_authentication_required,
    credentials_lost,
    name_not_resolved,
    connection_refused,
    connection_lost,
    timed_out,
    tls_failure,
    certificate_rejected,
    proxy_failure,
    network_offline,
    size_unknown,
    ranges_unsupported,
    invalid_response,
    remote_changed,
    redirect_denied,
    too_many_redirects,
    digest_mismatch,
    size_mismatch,
    size_limit,
    local_file_changed,
    local_access_denied,
    local_not_found,
    disk_full,
    quota_exceeded,
    destination_unavailable,
    read_only,
    io_error,
    session_lost,
    upload_rejected,
    validation_failed,
    max_transfer_time,
    no_progress,
    worker_lost,
    blocked_by_policy,
};

enum class FailureContext { remote_file, local_file, transport, remote_application, queue, policy };

template <>
inline constexpr std::array words_of<FailureCode> = {
    WordPair<FailureCode>{FailureCode::http_status, "http"},
    WordPair<FailureCode>{FailureCode::authentication_required, "authentication-required"},
    WordPair<FailureCode>{FailureCode::proxy_authentication_required,
                          "proxy-authentication-required"},
    WordPair<FailureCode>{FailureCode::credentials_lost, "credentials-lost"},
    WordPair<FailureCode>{FailureCode::name_not_resolved, "name-not-resolved"},
    WordPair<FailureCode>{FailureCode::connection_refused, "connection-refused"},
    WordPair<FailureCode>{FailureCode::connection_lost, "connection-lost"},
    WordPair<FailureCode>{FailureCode::timed_out, "timed-out"},
    WordPair<FailureCode>{FailureCode::tls_failure, "tls-failure"},
    WordPair<FailureCode>{FailureCode::certificate_rejected, "certificate-rejected"},
    WordPair<FailureCode>{FailureCode::proxy_failure, "proxy-failure"},
    WordPair<FailureCode>{FailureCode::network_offline, "network-offline"},
    WordPair<FailureCode>{FailureCode::size_unknown, "size-unknown"},
    WordPair<FailureCode>{FailureCode::ranges_unsupported, "ranges-unsupported"},
    WordPair<FailureCode>{FailureCode::invalid_response, "invalid-response"},
    WordPair<FailureCode>{FailureCode::remote_changed, "remote-changed"},
    WordPair<FailureCode>{FailureCode::redirect_denied, "redirect-denied"},
    WordPair<FailureCode>{FailureCode::too_many_redirects, "too-many-redirects"},
    WordPair<FailureCode>{FailureCode::digest_mismatch, "digest-mismatch"},
    WordPair<FailureCode>{FailureCode::size_mismatch, "size-mismatch"},
    WordPair<FailureCode>{FailureCode::size_limit, "size-limit"},
    WordPair<FailureCode>{FailureCode::local_file_changed, "local-file-changed"},
    WordPair<FailureCode>{FailureCode::local_access_denied, "local-access-denied"},
    WordPair<FailureCode>{FailureCode::local_not_found, "local-not-found"},
    WordPair<FailureCode>{FailureCode::disk_full, "disk-full"},
    WordPair<FailureCode>{FailureCode::quota_exceeded, "quota-exceeded"},
    WordPair<FailureCode>{FailureCode::destination_unavailable, "destination-unavailable"},
    WordPair<FailureCode>{FailureCode::read_only, "read-only"},
    WordPair<FailureCode>{FailureCode::io_error, "io-error"},
    WordPair<FailureCode>{FailureCode::session_lost, "session-lost"},
    WordPair<FailureCode>{FailureCode::upload_rejected, "upload-rejected"},
    WordPair<FailureCode>{FailureCode::validation_failed, "validation-failed"},
    WordPair<FailureCode>{FailureCode::max_transfer_time, "max-transfer-time"},
    WordPair<FailureCode>{FailureCode::no_progress, "no-progress"},
    WordPair<FailureCode>{FailureCode::worker_lost, "worker-lost"},
    WordPair<FailureCode>{FailureCode::blocked_by_policy, "blocked-by-policy"},
};
template <>
inline constexpr std::array words_of<FailureContext> = {
    WordPair<FailureContext>{FailureContext::remote_file, "remote-file"},
    WordPair<FailureContext>{FailureContext::local_file, "local-file"},
    WordPair<FailureContext>{FailureContext::transport, "transport"},
    WordPair<FailureContext>{FailureContext::remote_application, "remote-application"},
    WordPair<FailureContext>{FailureContext::queue, "queue"},
    WordPair<FailureContext>{FailureContext::policy, "policy"},
};

struct Failure {
    FailureCode code{};
    FailureContext context{};
    /// One sentence: what was being done to what, and why it did not work.
    std::string message;
    std::optional<FileIndex> file{};
    std::optional<std::uint32_t> http_status{};
    /// errno of the system call that failed.
    std::optional<std::int32_t> system_error{};
    /// The server's Retry-After, as it said it; clamped by retry.hpp.
    std::optional<seconds> retry_after{};

    bool operator==(const Failure&) const = default;
};

/// "http-404", "timed-out", ...
std::string code_word(const Failure& failure);

/// The inverse of code_word: code and, for "http-NNN", the status. Used when a job is loaded.
std::optional<Failure> failure_from_word(std::string_view text);

}  // namespace transferd::core
