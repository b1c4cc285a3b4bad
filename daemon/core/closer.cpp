// SPDX-License-Identifier: MIT
#include "core/closer.hpp"

#include "core/error.hpp"
#include "core/limits.hpp"

#include <algorithm>
#include <utility>

namespace transferd::core {

namespace {

constexpr int most_attempts = 3;

/// What the client is told of a file that could not be published.
ErrorCode publish_error(const Failure& failure) {
    using enum FailureCode;
    switch (failure.code) {
        case validation_failed:
            return ErrorCode::destination_exists;
        case local_access_denied:
        case read_only:
            return ErrorCode::access_denied;
        default:
            return ErrorCode::destination_unavailable;
    }
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

void Closer::complete(JobId id, Reply<Completed> reply) {
    begin_operation(id, Pending::completing, std::move(reply));
}

void Closer::cancel(JobId id, Reply<Cancelled> reply) {
    begin_operation(id, Pending::cancelling, [reply](const Outcome<Completed>& outcome) {
        if (!reply) return;
        if (outcome.ok())
            reply(Cancelled{outcome.value().leftovers});
        else
            reply(outcome.error());
    });
}

void Closer::when_free(JobId id, std::function<void()> then) {
    operations_.at(id).waiting.push_back(std::move(then));
}

void Closer::begin_operation(JobId id, Pending kind, Ended reply) {
    const auto [operation, is_new] = operations_.try_emplace(id);
    auto& begun = operation->second;
    if (!begun.late) begun.late = clock_.alarm([this, id] { too_late(id); });
    if (begun.replies.empty()) begun.late->set(clock_.boot() + longest_answer);
    begun.replies.push_back(std::move(reply));
    if (!is_new) return;
    begun.kind = kind;
    save_intent(id);
}

void Closer::save_intent(JobId id) {
    auto job = ledger_.find(id)->job;
    job.pending = operations_.at(id).kind;
    job.reason =
        job.pending == Pending::completing ? StateReason::completing : StateReason::cancelling;
    job.modified = clock_.wall();
    job.next_retry.reset();
    ledger_.change(job, {}, [this, id](const SaveError& error) {
        if (error) return end(id, not_saved(error));
        runner_.halt(id, [this, id] { discard(id); });
    });
}

/// Complete throws away what is not transferred, Cancel everything.
void Closer::discard(JobId id) {
    const auto& record = *ledger_.find(id);
    const bool all = operations_.at(id).kind == Pending::cancelling;
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
    if (operation.kind == Pending::cancelling) return finish(id);
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

void Closer::publish(JobId id) {
    const auto& record = *ledger_.find(id);
    std::vector<PublishItem> items;
    for (const auto& file : record.files) {
        if (!file.transferred || file.published) continue;
        items.push_back({.file = {id, file.index},
                         .destination = file.destination,
                         .part = file.part,
                         .size = file.size.value_or(0),
                         .if_exists = file.if_exists,
                         .last_modified = file.validator.last_modified});
    }
    ++operations_.at(id).attempts;
    if (items.empty()) return finish(id);
    transfers_.publish(record.job.owner, items,
                       [this, id](const FileAnswers& answers) { published(id, answers); });
}

void Closer::published(JobId id, const FileAnswers& answers) {
    const auto& record = *ledger_.find(id);
    auto job = record.job;
    std::vector<FileEntry> changed;
    const Failure* failure = nullptr;
    for (const auto& answer : answers) {
        if (answer.failure) {
            if (!failure) failure = &*answer.failure;
            continue;
        }
        changed.push_back(record.files.at(answer.file.index.value));
        changed.back().published = true;
        ++job.published;
    }
    if (!failure) {
        // One commit for both: the job's end says that its files are published.
        ledger_.note(job);
        return finish(id);
    }
    const bool again =
        failure->code == FailureCode::worker_lost && operations_.at(id).attempts < most_attempts;
    ledger_.change(job, changed, [this, id, again, why = *failure](const SaveError& error) {
        if (error) return again_later(id, error);
        if (again)
            publish(id);
        else
            not_published(id, why);
    });
}

/// The job stays, transferred, with what was published; the client mends it and calls again.
void Closer::not_published(JobId id, const Failure& failure) {
    auto job = ledger_.find(id)->job;
    job.pending = Pending::none;
    job.state = JobState::transferred;
    job.reason = StateReason::none;
    job.error = failure;
    job.error_time = clock_.wall();
    if (!job.transferred) job.transferred = clock_.wall();
    ledger_.change(job, {}, [this, id, failure](const SaveError& error) {
        if (error) return again_later(id, error);
        end(id, Error{publish_error(failure), failure.message});
    });
}

void Closer::finish(JobId id) {
    auto& operation = operations_.at(id);
    auto job = ledger_.find(id)->job;
    const bool completing = operation.kind == Pending::completing;
    job.state = completing ? JobState::acknowledged : JobState::cancelled;
    job.pending = Pending::none;
    job.reason = StateReason::none;
    const Completed result{job.published, job.discarded, operation.leftovers};
    ledger_.retire(job, completing ? JobResult::acknowledged : JobResult::cancelled,
                   operation.leftovers, [this, id, result](const SaveError& error) {
                       if (error) return again_later(id, error);
                       end(id, result);
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
