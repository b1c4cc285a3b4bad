// SPDX-License-Identifier: MIT
#include "core/handing_over.hpp"

#include <utility>

namespace transferd::core {

namespace {

/// The state of a job none of whose bytes are there any more.
JobState state_without_bytes(JobState state) {
    switch (state) {
        case JobState::transferred:
            return JobState::suspended;
        case JobState::connecting:
        case JobState::transferring:
        case JobState::transient_error:
            return JobState::queued;
        case JobState::queued:
        case JobState::suspended:
        case JobState::error:
        case JobState::acknowledged:
        case JobState::cancelled:
            break;
    }
    return state;
}

}  // namespace

Job handed_over(Job job) {
    const auto account = std::exchange(job.new_owner, std::nullopt).value();
    job.owner = account.uid;
    job.owner_name = account.name;
    job.standing = Standing::here;
    job.owner_gone.reset();
    // They are the old owner's; what the new one reads is whom the job trusts.
    job.settings.http.tls.client_certificate.clear();
    job.settings.http.tls.client_key.clear();
    job.settings.notify_unit.clear();
    job.secrets.clear();
    job.settings.http_headers_write_only = false;
    job.pending = Pending::none;
    job.reason = StateReason::none;
    job.state = state_without_bytes(job.state);
    job.transferred.reset();
    job.no_progress_since.reset();
    job.free_retries = 0;
    if (job.state == JobState::error) return job;
    job.error.reset();
    job.error_time.reset();
    return job;
}

}  // namespace transferd::core
