// SPDX-License-Identifier: MIT
#include "core/ledger.hpp"

#include "core/error.hpp"
#include "core/job_secrets.hpp"
#include "core/totals.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>
#include <utility>

namespace transferd::core {

namespace {

constexpr seconds readable_when_final{30};
constexpr std::size_t most_readable_when_final = 1000;
constexpr seconds activity_grain{60};

/// Whose quota and destinations the job counts for: of an account whose uid another one has now,
/// that other one notices nothing.
Uid charged(const Job& job) {
    constexpr Uid nobody{std::numeric_limits<std::uint32_t>::max()};
    return job.standing == Standing::replaced ? nobody : job.owner;
}

HistoryEntry history_entry(const Job& job, JobResult result, WallTime removed,
                           const std::vector<std::string>& leftovers) {
    return {.id = job.id,
            .owner = job.owner,
            .owner_name = job.owner_name,
            .type = job.type,
            .display_name = job.settings.display_name,
            .result = result,
            .created = job.created,
            .transferred = job.transferred,
            .removed = removed,
            .files = job.files_total,
            .bytes = job.bytes_transferred,
            .error_code = job.error ? code_word(*job.error) : std::string{},
            .published = job.published,
            .discarded = job.discarded,
            .leftovers = leftovers};
}

}  // namespace

Ledger::Ledger(JobStore& store, JobObserver& observer, Clock& clock)
    : store_(store), observer_(observer), clock_(clock), burial_(clock.alarm([this] { bury(); })) {}

void Ledger::load() {
    for (auto& saved : store_.load()) {
        insert(saved.job, saved.files);
        last_turn_ = std::max(last_turn_, saved.job.turn);
        observer_.job_loaded(saved.job);
    }
}

const Record* Ledger::find(JobId id) const {
    const auto found = records_.find(id);
    return found == records_.end() ? nullptr : &found->second;
}

const FileEntry* Ledger::find_file(const FileRef& file) const {
    const auto* record = find(file.job);
    const bool has_it = record && file.index.value < record->files.size();
    return has_it ? &record->files[file.index.value] : nullptr;
}

const Record& Ledger::visible(const Caller& caller, JobId id, Permission needed) const {
    const auto* record = find(id);
    if (record && may_see(caller, record->job)) return *record;
    // A stranger reads the same in both cases.
    throw Error{ErrorCode::no_such_job, "There is no job " + std::to_string(id.value),
                record ? std::optional{needed} : std::nullopt};
}

Usage Ledger::usage(Uid owner) const {
    const auto jobs = jobs_of_.find(owner);
    std::uint32_t all = 0;
    for (const auto& [uid, count] : jobs_of_) all += count;
    return {.jobs_of_user = jobs == jobs_of_.end() ? 0 : jobs->second, .jobs_on_machine = all};
}

Backlog Ledger::backlog(Uid owner) const {
    Backlog backlog;
    for (const auto& [id, record] : records_) {
        if (charged(record.job) != owner || record.job.state != JobState::transferred) continue;
        ++backlog.jobs;
        if (!backlog.oldest) backlog.oldest = id;
    }
    return backlog;
}

std::uint64_t Ledger::stored_bytes(Uid owner) const {
    const auto bytes = bytes_of_.find(owner);
    return bytes == bytes_of_.end() ? 0 : bytes->second;
}

std::optional<JobId> Ledger::holder(Uid owner, const Destination& destination) const {
    const auto place = places_.find({owner, destination.directory_id, destination.name});
    return place == places_.end() ? std::nullopt : std::optional{place->second};
}

Ledger::Place Ledger::place_of(Uid owner, const FileEntry& file) {
    return {owner, file.destination.directory_id, file.destination.name};
}

void Ledger::insert(const Job& job, const std::vector<FileEntry>& files) {
    auto& record = records_[job.id];
    record.job = job;
    record.stored_bytes = stored_bytes_of(job);
    bytes_of_[charged(job)] += record.stored_bytes;
    ++jobs_of_[charged(job)];
    // The sums of the row are as old as its last save; checkpoints are not.
    apply(record, counted(job, files), files);
    record.announced = record.job;
}

/// Quotas and destinations go with the job.
void Ledger::charge(Record& record, const Job& next) {
    release(next.id);
    record.job.owner = next.owner;
    record.job.owner_name = next.owner_name;
    record.job.standing = next.standing;
    const auto owner = charged(next);
    bytes_of_[owner] += record.stored_bytes;
    ++jobs_of_[owner];
    for (const auto& file : record.files) places_.emplace(place_of(owner, file), next.id);
}

void Ledger::judge(JobId id, Standing standing) {
    auto& record = records_.at(id);
    auto next = record.job;
    next.standing = standing;
    if (charged(next) != charged(record.job)) charge(record, next);
    record.job.standing = record.announced.standing = standing;
}

void Ledger::apply(Record& record, const Job& next, std::span<const FileEntry> files) {
    if (charged(next) != charged(record.job)) charge(record, next);
    const auto owner = charged(next);
    if (next.settings != record.job.settings || next.secrets != record.job.secrets) {
        const auto added = stored_bytes_of(next) -
                           stored_bytes_of(record.job);  // may wrap; so does taking it back
        record.stored_bytes += added;
        bytes_of_[owner] += added;
    }
    record.job = next;
    record.saved_activity = next.last_activity;
    for (const auto& file : files) {
        assert(file.index.value <= record.files.size());
        if (file.index.value < record.files.size()) {
            auto& present = record.files[file.index.value];
            record.stored_bytes +=
                stored_bytes_of(file) - stored_bytes_of(present);  // may wrap, as above
            bytes_of_[owner] += stored_bytes_of(file) - stored_bytes_of(present);
            if (present.destination != file.destination) {
                places_.erase(place_of(owner, present));
                places_.emplace(place_of(owner, file), next.id);
            }
            present = file;
            continue;
        }
        record.files.push_back(file);
        record.stored_bytes += stored_bytes_of(file);
        bytes_of_[owner] += stored_bytes_of(file);
        places_.emplace(place_of(owner, file), next.id);
    }
}

void Ledger::add(const Job& job, const std::vector<FileEntry>& files, Settled settled) {
    insert(job, files);
    ++records_.at(job.id).unsaved;
    store_.save(job, files, [this, job, settled = std::move(settled)](const SaveError& error) {
        if (error) {
            throw_back(job.id);
        } else {
            saved(job.id);
            observer_.job_added(job);
            if (added_) added_();
        }
        settled(error);
    });
}

void Ledger::change(const Job& next, std::span<const FileEntry> files, Settled settled,
                    Haste haste) {
    auto& record = records_.at(next.id);
    const auto told = accompanied(next, std::nullopt);
    apply(record, next, files);
    ++record.unsaved;
    store_.save(
        next, files,
        [this, next, shown = record.shown, told,
         settled = std::move(settled)](const SaveError& error) {
            if (error)
                throw_back(next.id);
            else
                saved(next.id);
            if (settled) settled(error);
            if (error) return;
            announce_saved(next, shown);
            if (told) told();
        },
        haste);
}

void Ledger::saved(JobId id) {
    const auto found = records_.find(id);
    if (found != records_.end() && found->second.unsaved > 0) --found->second.unsaved;
}

void Ledger::checkpoint(JobId id, const FileEntry& file) {
    auto& record = records_.at(id);
    record.files.at(file.index.value) = file;
    store_.checkpoint({id, file.index}, file.durable);
    // A crash must not make a job that was busy look idle for as long as its last save is old.
    if (record.job.last_activity - record.saved_activity > activity_grain)
        change(record.job, {}, {}, Haste::lazily);
}

void Ledger::retire(const Job& last, JobResult result, const std::vector<std::string>& leftovers,
                    Settled settled) {
    const auto told = accompanied(last, result);
    records_.at(last.id).job = last;
    release(last.id);
    store_.retire(history_entry(last, result, clock_.wall(), leftovers),
                  [this, last, result, leftovers, told,
                   settled = std::move(settled)](const SaveError& error) {
                      if (error) throw_back(last.id);
                      settled(error);
                      if (error) return;
                      announce(last.id, last);
                      observer_.job_removed(last, result, leftovers);
                      bury_soon(last.id);
                      if (told) told();
                  });
}

/// Quotas and destinations are free again, although the object is still readable.
void Ledger::release(JobId id) {
    const auto& record = records_.at(id);
    const auto owner = charged(record.job);
    if (--jobs_of_[owner] == 0) jobs_of_.erase(owner);
    if ((bytes_of_[owner] -= record.stored_bytes) == 0) bytes_of_.erase(owner);
    for (const auto& file : record.files) places_.erase(place_of(owner, file));
}

/// What was decided was not saved: what the store has is the truth again.
void Ledger::throw_back(JobId id) {
    const auto old = records_.find(id);
    if (old == records_.end()) return;
    if (!is_final(old->second.job.state)) release(id);
    const auto announced = old->second.announced;
    const auto standing = old->second.job.standing;
    records_.erase(old);
    for (auto& saved : store_.load(id)) {
        saved.job.standing = standing;
        insert(saved.job, saved.files);
        records_.at(id).announced = announced;
        announce(id, saved.job);
    }
    if (thrown_back_) thrown_back_(id);
}

void Ledger::bury_soon(JobId id) {
    graves_.emplace_back(clock_.boot() + readable_when_final, id);
    // Making and cancelling jobs in a loop must not fill the memory.
    if (graves_.size() > most_readable_when_final) graves_.front().first = clock_.boot();
    burial_->set(graves_.front().first);
}

void Ledger::bury() {
    const auto now = clock_.boot();
    while (!graves_.empty() && graves_.front().first <= now) {
        const auto id = graves_.front().second;
        graves_.pop_front();
        records_.erase(id);
        observer_.job_forgotten(id);
    }
    if (!graves_.empty()) burial_->set(graves_.front().first);
}

}  // namespace transferd::core
