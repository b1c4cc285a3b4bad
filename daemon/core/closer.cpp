// SPDX-License-Identifier: MIT
#include "core/closer.hpp"

#include "core/error.hpp"
#include "core/limits.hpp"

#include <utility>

namespace transferd::core {

bool completes_by_itself(const Job& job) {
    const bool whole = job.files_transferred + job.discarded == job.files_total;
    return job.settings.auto_complete && job.state == JobState::transferred && whole &&
           job.pending == Pending::none && !job.error && job.standing == Standing::here;
}

Closer::Closer(Ledger& ledger, Runner& runner, ErrandQueue& errands, Transfers& transfers,
               Clock& clock)
    : ledger_(ledger), runner_(runner), errands_(errands), transfers_(transfers), clock_(clock) {}

Closer::Operation& Closer::new_operation(JobId id, Pending kind) {
    auto& operation = operations_[id];
    operation.kind = kind;
    operation.serial = ++last_serial_;
    operation.late = clock_.alarm([this, id] { too_late(id); });
    operation.late->set(clock_.boot() + longest_answer);
    return operation;
}

void Closer::go_on(JobId id, std::uint64_t serial, const std::function<void()>& step) const {
    const auto found = operations_.find(id);
    if (found != operations_.end() && found->second.serial == serial) step();
}

void Closer::begin() {
    std::vector<std::pair<JobId, Pending>> interrupted;
    for (const auto& [id, record] : ledger_.all())
        if (record.job.pending != Pending::none) interrupted.emplace_back(id, record.job.pending);
    for (const auto& [id, kind] : interrupted) {
        new_operation(id, kind);
        discard(id);
    }
    for (const auto& [id, record] : ledger_.all())
        if (completes_by_itself(record.job)) complete(id, {});
}

Closer::Ended Closer::ended(Reply<Cancelled> reply) {
    return [reply = std::move(reply)](const Outcome<Completed>& outcome) {
        if (!reply) return;
        if (outcome.ok())
            reply(Cancelled{outcome.value().leftovers});
        else
            reply(outcome.error());
    };
}

void Closer::complete(JobId id, Reply<Completed> reply) {
    begin_operation(id, Pending::completing, std::move(reply));
}

void Closer::cancel(JobId id, Reply<Cancelled> reply) {
    begin_operation(id, Pending::cancelling, ended(std::move(reply)));
}

void Closer::expire(JobId id, Reply<Cancelled> reply) {
    begin_operation(id, Pending::expiring, ended(std::move(reply)));
}

void Closer::hand_over(JobId id, const Account& new_owner, const std::vector<FileEntry>& files,
                       Reply<Cancelled> reply) {
    auto job = ledger_.find(id)->job;
    job.new_owner = new_owner;
    job.last_activity = clock_.wall();
    begin_operation(std::move(job), Pending::handing_over, files, ended(std::move(reply)));
}

void Closer::when_free(JobId id, std::function<void()> then) {
    operations_.at(id).waiting.push_back(std::move(then));
}

void Closer::begin_operation(JobId id, Pending kind, Ended reply) {
    begin_operation(ledger_.find(id)->job, kind, {}, std::move(reply));
}

void Closer::begin_operation(Job job, Pending kind, std::span<const FileEntry> files, Ended reply) {
    const auto id = job.id;
    const auto found = operations_.find(id);
    const bool is_new = found == operations_.end();
    auto& begun = is_new ? new_operation(id, kind) : found->second;
    if (begun.replies.empty()) begun.late->set(clock_.boot() + longest_answer);
    begun.replies.push_back(std::move(reply));
    if (!is_new) return;
    job.pending = kind;
    job.reason = kind == Pending::completing ? StateReason::completing : StateReason::cancelling;
    job.modified = clock_.wall();
    job.next_retry.reset();
    ledger_.change(job, files, [this, id, serial = begun.serial](const SaveError& error) {
        if (error) return end(id, not_saved(error));
        runner_.halt(id, [this, id, serial] { go_on(id, serial, [&] { discard(id); }); });
    });
}

/// The intent is on disk, so the operation must be finished: from its first step, in a while.
void Closer::again_later(JobId id, const SaveError& error) {
    const auto found = operations_.find(id);
    if (found == operations_.end()) return;
    if (!ledger_.find(id)) return end(id, not_saved(error));
    auto& operation = found->second;
    for (const auto& reply : std::exchange(operation.replies, {}))
        if (reply) reply(not_saved(error));
    operation.leftovers.clear();
    operation.left.clear();
    operation.attempts = operation.discard_attempts = 0;
    operation.paused = true;
    operation.again = clock_.alarm([this, id] { discard(id); });
    operation.again->set(clock_.boot() + pause_after_failed_save);
}

/// For a worker that is not there: nothing is lost to a client by going on without it.
bool Closer::waits_in_vain(JobId id) const {
    const auto& operation = operations_.at(id);
    const auto* record = ledger_.find(id);
    if (!record || operation.paused || operation.kind == Pending::completing) return false;
    const bool intent_is_saved = record->job.pending == operation.kind && record->unsaved == 0;
    return intent_is_saved && !transfers_.reachable(record->job.owner);
}

void Closer::too_late(JobId id) {
    const auto found = operations_.find(id);
    if (found == operations_.end()) return;
    if (waits_in_vain(id)) return do_without_worker(id);
    const auto replies = std::exchange(found->second.replies, {});
    for (const auto& reply : replies)
        if (reply)
            reply(Error{ErrorCode::in_progress,
                        "The files of job " + std::to_string(id.value) +
                            " take long; it goes on and ends with JobRemoved or JobError"});
}

void Closer::end(JobId id, const Outcome<Completed>& outcome) {
    const auto found = operations_.find(id);
    if (found == operations_.end()) return;
    const auto operation = std::move(found->second);
    operations_.erase(found);
    runner_.look();
    for (const auto& reply : operation.replies)
        if (reply) reply(outcome);
    for (const auto& waiting : operation.waiting) waiting();
}

}  // namespace transferd::core
