// SPDX-License-Identifier: MIT
#include "core/closer.hpp"

#include "core/error.hpp"
#include "core/handing_over.hpp"
#include "core/limits.hpp"
#include "core/totals.hpp"

#include <algorithm>
#include <utility>

namespace transferd::core {

namespace {

JobResult result_of(Pending kind) {
    switch (kind) {
        case Pending::completing:
            return JobResult::acknowledged;
        case Pending::expiring:
            return JobResult::expired;
        case Pending::none:
        case Pending::cancelling:
        case Pending::handing_over:
            break;
    }
    return JobResult::cancelled;
}

bool worth_discarding(const Job& job, const FileEntry& file) {
    // Without a Resume no worker ever made a part file.
    return job.resumed && !file.published;
}

}  // namespace

Closer::Closer(Ledger& ledger, Runner& runner, Transfers& transfers, Clock& clock)
    : ledger_(ledger), runner_(runner), transfers_(transfers), clock_(clock) {}

void Closer::begin() {
    std::vector<std::pair<JobId, Pending>> interrupted;
    for (const auto& [id, record] : ledger_.all())
        if (record.job.pending != Pending::none) interrupted.emplace_back(id, record.job.pending);
    for (const auto& [id, kind] : interrupted) {
        operations_[id].kind = kind;
        discard(id);
    }
    for (const auto& [id, record] : ledger_.all()) {
        const auto& job = record.job;
        const bool owed = job.state == JobState::transferred && job.settings.auto_complete;
        // An error: it was tried, and waits for the client.
        if (owed && job.pending == Pending::none && !job.error) complete(id, {});
    }
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
    const auto [operation, is_new] = operations_.try_emplace(id);
    auto& begun = operation->second;
    if (!begun.late) begun.late = clock_.alarm([this, id] { too_late(id); });
    if (begun.replies.empty()) begun.late->set(clock_.boot() + longest_answer);
    begun.replies.push_back(std::move(reply));
    if (!is_new) return;
    begun.kind = job.pending = kind;
    job.reason = kind == Pending::completing ? StateReason::completing : StateReason::cancelling;
    job.modified = clock_.wall();
    job.next_retry.reset();
    ledger_.change(job, files, [this, id](const SaveError& error) {
        if (error) return end(id, not_saved(error));
        runner_.halt(id, [this, id] { discard(id); });
    });
}

/// Complete throws away what is not transferred, Cancel everything.
void Closer::discard(JobId id) {
    const auto& record = *ledger_.find(id);
    const bool all = operations_.at(id).kind != Pending::completing;
    std::vector<DiscardItem> items;
    for (const auto& file : record.files)
        if (worth_discarding(record.job, file) && (all || !file.transferred) && !file.discarded)
            items.push_back({.file = {id, file.index},
                             .destination = file.destination,
                             // Of an unfinished file a worker may have made a part that it had no
                             // time to report: then the name tells.
                             .part = file.transferred ? file.part : FileIdentity{}});
    if (items.empty()) return discarded(id, {});
    transfers_.discard(record.job.owner, items,
                       [this, id](const FileAnswers& answers) { discarded(id, answers); });
}

void Closer::discarded(JobId id, const FileAnswers& answers) {
    auto& operation = operations_.at(id);
    const auto& record = *ledger_.find(id);
    for (const auto& answer : answers) {
        if (!answer.failure) continue;
        const auto& destination = record.files.at(answer.file.index.value).destination;
        operation.leftovers.push_back(Destination{
            destination.directory,
            part_name(answer.file, destination.name),
            {}}.path());
    }
    if (operation.kind == Pending::handing_over) return give_to_new_owner(id);
    if (operation.kind != Pending::completing) return finish(id);
    auto job = record.job;
    std::vector<FileEntry> thrown_away;
    for (const auto& file : record.files) {
        if (file.transferred || file.discarded) continue;
        thrown_away.push_back(file);
        thrown_away.back().discarded = true;
        thrown_away.back().durable = {};
        thrown_away.back().part = {};
        ++job.discarded;
        job.bytes_transferred -= file.durable.bytes();
        if (file.size)
            job.bytes_total -= *file.size;
        else
            --job.files_unsized;
    }
    if (thrown_away.empty()) return publish(id);
    ledger_.change(job, thrown_away, [this, id](const SaveError& error) {
        if (error) return again_later(id, error);
        publish(id);
    });
}

void Closer::finish(JobId id) {
    auto& operation = operations_.at(id);
    auto job = ledger_.find(id)->job;
    const auto how = result_of(operation.kind);
    job.state = how == JobResult::acknowledged ? JobState::acknowledged : JobState::cancelled;
    job.pending = Pending::none;
    job.reason = StateReason::none;
    job.error.reset();
    job.error_time.reset();
    job.secrets.clear();
    const Completed result{job.published, job.discarded, operation.leftovers};
    ledger_.retire(job, how, operation.leftovers, [this, id, result](const SaveError& error) {
        if (error) return again_later(id, error);
        end(id, result);
    });
}

/// What the old owner's worker fetched is gone; nothing but the published files stays.
void Closer::give_to_new_owner(JobId id) {
    const auto& record = *ledger_.find(id);
    const auto leftovers = operations_.at(id).leftovers;
    std::vector<FileEntry> files;
    for (const auto& file : record.files)
        if (!file.published && !file.discarded) {
            files.push_back(begun_anew(file));
            files.back().secrets_withheld = false;  // those to come are the new owner's
        }
    auto job = handed_over(record.job);
    auto all = record.files;
    for (const auto& file : files) all[file.index.value] = file;
    job = counted(std::move(job), all);
    ledger_.change(job, files, [this, id, leftovers](const SaveError& error) {
        if (error) return again_later(id, error);
        end(id, Completed{.published = 0, .discarded = 0, .leftovers = leftovers});
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
    operation.attempts = 0;
    operation.again = clock_.alarm([this, id] { discard(id); });
    operation.again->set(clock_.boot() + pause_after_failed_save);
}

void Closer::too_late(JobId id) {
    const auto found = operations_.find(id);
    if (found == operations_.end()) return;
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
