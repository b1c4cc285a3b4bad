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

Job ended(Job job, const Failure& failure, WallTime now) {
    job.error = failure;
    job.error_time = now;
    job.state = JobState::error;
    job.reason = reason_of(failure, StateReason::none);
    job.next_retry.reset();
    job.bytes_per_second = 0;
    return job;
}

}  // namespace

StateReason reason_of(const Failure& failure, StateReason otherwise) {
    using enum FailureCode;
    if (failure.code == disk_full) return StateReason::disk_full;
    if (failure.code == destination_unavailable) return StateReason::destination_unavailable;
    if (failure.code == worker_lost) return StateReason::worker_unavailable;
    if (failure.code == max_transfer_time || failure.code == blocked_by_policy)
        return StateReason::policy;
    return otherwise;
}

Job gave_up(Job job, WallTime now) {
    const auto last = job.error.value_or(Failure{});
    Failure failure = last;
    failure.code = FailureCode::no_progress;
    failure.message =
        "No byte has come for as long as NoProgressTimeout allows; the last error was " +
        code_word(last) + ": " + last.message;
    return ended(std::move(job), failure, now);
}

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
    ++job.error_count;
    job = ended(std::move(job), failure, now);
    if (!may_retry(failure, job.settings) || !has_patience(job.settings)) return job;
    if (!job.no_progress_since) job.no_progress_since = now;
    if (now - *job.no_progress_since >= job.settings.no_progress_timeout)
        return gave_up(std::move(job), now);
    job.state = JobState::transient_error;
    job.reason = reason_of(failure, StateReason::retry_delay);
    job.next_retry = now + retry_delay(failure, job.settings);
    return job;
}

}  // namespace transferd::core
