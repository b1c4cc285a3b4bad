// SPDX-License-Identifier: MIT
#include "core/verdict.hpp"

#include "core/limits.hpp"
#include "core/retry.hpp"

namespace transferd::core {

namespace {

/// Not the remote file's doing: the same attempt is made again without counting.
bool goes_on_at_once(const Job& job, const Failure& failure, bool progressed) {
    if (!may_retry(failure, job.settings)) return false;
    if (job.free_retries >= most_free_retries) return false;
    return failure.code == FailureCode::worker_lost ||
           (failure.code == FailureCode::connection_lost && progressed);
}

}  // namespace

Job failed(Job job, const Failure& failure, bool progressed, WallTime now) {
    job.bytes_per_second = 0;
    job.reason = StateReason::none;
    job.next_retry.reset();
    if (progressed) job.free_retries = 0;
    if (goes_on_at_once(job, failure, progressed)) {
        ++job.free_retries;
        job.state = JobState::queued;
        return job;
    }
    job.error = failure;
    job.error_time = now;
    ++job.error_count;
    job.state = JobState::error;
    if (!may_retry(failure, job.settings)) return job;
    if (!job.no_progress_since) job.no_progress_since = now;
    if (out_of_patience(job.settings, *job.no_progress_since, now)) return job;
    job.state = JobState::transient_error;
    job.reason = StateReason::retry_delay;
    job.next_retry = now + retry_delay(failure, job.settings);
    return job;
}

}  // namespace transferd::core
