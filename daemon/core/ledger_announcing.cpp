// SPDX-License-Identifier: MIT
// The half of the ledger that tells its observer.
#include "core/ledger.hpp"

#include <utility>

namespace transferd::core {

void Ledger::show(const Job& next) {
    note(next);
    ++records_.at(next.id).shown;
    auto shown = records_.at(next.id).announced;
    shown.state = next.state;
    shown.reason = next.reason;
    announce(next.id, shown);
}

void Ledger::show_progress(const Job& next) {
    note(next);
    announce(next.id, records_.at(next.id).announced);
}

/// `shown`: as it was when `next` was decided. What was shown since is newer.
void Ledger::announce_saved(Job next, std::uint64_t shown) {
    const auto* record = find(next.id);
    if (record && record->shown != shown) {
        next.state = record->announced.state;
        next.reason = record->announced.reason;
    }
    const auto id = next.id;
    announce(id, std::move(next));
}

/// What was saved, with the progress of now: that is newer than any save.
void Ledger::announce(JobId id, Job next) {
    const auto found = records_.find(id);
    if (found == records_.end()) return;
    next.bytes_transferred = found->second.job.bytes_transferred;
    next.bytes_per_second = found->second.job.bytes_per_second;
    const auto before = std::exchange(found->second.announced, next);
    if (before != next) observer_.job_changed(before, next);
}

std::function<void()> Ledger::accompanied(const Job& next, std::optional<JobResult> ended) const {
    return accompany_ ? accompany_(records_.at(next.id).job, next, ended) : std::function<void()>{};
}

void Ledger::announce_again(JobId id, Uid owner, std::optional<JobResult> ended) {
    if (ended) return observer_.job_gone(id, owner, *ended);
    const auto* record = find(id);
    if (!record) return;
    const auto& now = record->job;
    if (now.state != JobState::transferred && now.state != JobState::error) return;
    auto before = now;
    before.state = JobState::queued;
    observer_.job_changed(before, now);
    before = now;
    before.reason = StateReason::completing;
    if (publishing_failed(before, now)) observer_.job_changed(before, now);
}

}  // namespace transferd::core
