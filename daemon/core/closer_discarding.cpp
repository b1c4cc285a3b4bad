// SPDX-License-Identifier: MIT
// The half of the closer that throws away what is not published, and ends the job.
#include "core/closer.hpp"
#include "core/error.hpp"
#include "core/handing_over.hpp"
#include "core/totals.hpp"

#include <algorithm>
#include <utility>

namespace transferd::core {

namespace {

/// Of a worker that ends while it discards.
constexpr int most_attempts = 3;

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
    return job.resumed && !file.published && !file.discarded;
}

std::string leftover(const DiscardItem& item) {
    const auto& there = item.destination;
    return Destination{there.directory, part_name(item.file, there.name), {}}.path();
}

bool lost_its_worker(const FileAnswer& answer) {
    return answer.failure && answer.failure->code == FailureCode::worker_lost;
}

}  // namespace

/// Complete throws away what is not transferred, the others everything.
std::vector<DiscardItem> Closer::to_discard(JobId id) const {
    const auto& record = *ledger_.find(id);
    const bool all = operations_.at(id).kind != Pending::completing;
    std::vector<DiscardItem> items;
    for (const auto& file : record.files)
        if (worth_discarding(record.job, file) && (all || !file.transferred))
            items.push_back({.file = {id, file.index},
                             .destination = file.destination,
                             // Of an unfinished file a worker may have made a part that it had no
                             // time to report: then the name tells.
                             .part = file.transferred ? file.part : FileIdentity{}});
    return items;
}

void Closer::discard(JobId id) {
    auto& operation = operations_.at(id);
    operation.paused = false;
    ++operation.discard_attempts;
    const auto standing = ledger_.find(id)->job.standing;
    if (standing == Standing::gone || standing == Standing::replaced) return leave_files(id);
    const auto items = to_discard(id);
    if (items.empty()) return discarded(id, {});
    const auto answered = [this, id, items](const FileAnswers& answers) {
        if (std::ranges::any_of(answers, lost_its_worker) &&
            operations_.at(id).discard_attempts < most_attempts)
            return discard(id);
        std::vector<DiscardItem> left;
        for (const auto& answer : answers)
            for (const auto& item : items)
                if (answer.failure && item.file == answer.file) left.push_back(item);
        discarded(id, left);
    };
    transfers_.discard(ledger_.find(id)->job.owner, items,
                       [this, id, serial = operation.serial, answered](const FileAnswers& answers) {
                           go_on(id, serial, [&] { answered(answers); });
                       });
}

/// They stay: whoever has the owner's uid now did not make them.
void Closer::leave_files(JobId id) {
    auto& operation = operations_.at(id);
    for (const auto& item : to_discard(id)) operation.leftovers.push_back(leftover(item));
    if (operation.kind == Pending::handing_over) return give_to_new_owner(id);
    if (operation.kind != Pending::completing) return finish(id);
    not_published(id, {.code = FailureCode::local_access_denied,
                       .context = FailureContext::local_file,
                       .message = "The account of the job's owner is not there any more"});
}

/// Nobody can delete them now: they are named, and their errands go on without the job.
void Closer::do_without_worker(JobId id) {
    operations_.at(id).serial = ++last_serial_;
    discarded(id, to_discard(id));
}

void Closer::discarded(JobId id, const std::vector<DiscardItem>& left) {
    auto& operation = operations_.at(id);
    operation.left = left;
    for (const auto& item : left) operation.leftovers.push_back(leftover(item));
    if (operation.kind == Pending::handing_over) return give_to_new_owner(id);
    if (operation.kind != Pending::completing) return finish(id);
    throw_away(id);
}

/// They go with the commit after which nobody would look for these files any more.
std::vector<Errand> Closer::save_errands(JobId id) {
    const auto left = std::exchange(operations_.at(id).left, {});
    return errands_.save_discards(ledger_.find(id)->job, left);
}

void Closer::throw_away(JobId id) {
    const auto& record = *ledger_.find(id);
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
    const auto errands = save_errands(id);
    ledger_.change(job, thrown_away, [this, id, errands](const SaveError& error) {
        errands_.settle(errands, error);
        if (error) return again_later(id, error);
        publish(id);
    });
}

void Closer::finish(JobId id) {
    const auto errands = save_errands(id);
    const auto& operation = operations_.at(id);
    auto job = ledger_.find(id)->job;
    const auto how = result_of(operation.kind);
    job.state = how == JobResult::acknowledged ? JobState::acknowledged : JobState::cancelled;
    job.pending = Pending::none;
    job.reason = StateReason::none;
    job.error.reset();
    job.error_time.reset();
    job.secrets.clear();
    const Completed result{job.published, job.discarded, operation.leftovers};
    ledger_.retire(job, how, operation.leftovers,
                   [this, id, result, errands](const SaveError& error) {
                       errands_.settle(errands, error);
                       if (error) return again_later(id, error);
                       end(id, result);
                   });
}

/// What the old owner's worker fetched is gone; nothing but the published files stays.
void Closer::give_to_new_owner(JobId id) {
    const auto errands = save_errands(id);
    const auto& record = *ledger_.find(id);
    const auto before = record.job;
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
    ledger_.change(job, files, [this, id, before, leftovers, errands](const SaveError& error) {
        errands_.settle(errands, error);
        if (error) return again_later(id, error);
        if (!leftovers.empty()) ledger_.files_left(before, leftovers);
        end(id, Completed{.published = 0, .discarded = 0, .leftovers = leftovers});
    });
}

}  // namespace transferd::core
