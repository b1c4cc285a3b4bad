// SPDX-License-Identifier: MIT
// The half of the closer that publishes what is transferred.
#include "core/closer.hpp"
#include "core/error.hpp"
#include "core/refusal.hpp"
#include "core/verdict.hpp"

#include <utility>

namespace transferd::core {

namespace {

constexpr int most_attempts = 3;

}  // namespace

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
                       [this, id, serial = operations_.at(id).serial](const FileAnswers& answers) {
                           go_on(id, serial, [&] { published(id, answers); });
                       });
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
    job.reason = reason_of(failure, StateReason::none);
    job.error = failure;
    job.error_time = clock_.wall();
    if (!job.transferred) job.transferred = clock_.wall();
    ledger_.change(job, {}, [this, id, failure](const SaveError& error) {
        if (error) return again_later(id, error);
        const auto& left = operations_.at(id).leftovers;
        if (!left.empty()) ledger_.files_left(ledger_.find(id)->job, left);
        end(id, Error{refusal_code(failure, ErrorCode::destination_exists), failure.message});
    });
}

}  // namespace transferd::core
