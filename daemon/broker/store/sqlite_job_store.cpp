// SPDX-License-Identifier: MIT
#include "broker/store/sqlite_job_store.hpp"

#include "broker/store/errand_rows.hpp"
#include "broker/store/file_rows.hpp"
#include "broker/store/job_rows.hpp"
#include "broker/store/saved_job_rows.hpp"
#include "broker/store/sqlite_job_history.hpp"
#include "broker/store/stored.hpp"

#include <limits>
#include <utility>

namespace transferd::broker {

SqliteJobStore::SqliteJobStore(Database& database, IdFile& ids, StoreRequests requests)
    : database_(database), ids_(ids), requests_(std::move(requests)) {}

SqliteJobStore::~SqliteJobStore() = default;

std::vector<core::SavedJob> SqliteJobStore::load(std::optional<core::JobId> only) {
    write_late();
    std::vector<core::SavedJob> jobs;
    const auto id = only ? std::optional{only->value} : std::nullopt;
    const auto take = [&](const Row& row) {
        try {
            jobs.push_back(read_saved_job(database_, row));
        } catch (const StoredError& error) {
            requests_.warn("Job " + std::to_string(read_job_id(row).value) +
                           " is damaged in the database and left out: " + error.what());
        }
    };
    database_.each(select_jobs(), take, id);
    return jobs;
}

core::JobId SqliteJobStore::new_id() {
    return ids_.next();
}

void SqliteJobStore::save(const core::Job& job, std::span<const core::FileEntry> files,
                          core::Saved done, core::Haste haste) {
    for (const auto& file : files) checkpoints_.erase({.job = job.id, .index = file.index});
    if (haste == core::Haste::lazily) {
        auto& late = late_[job.id];
        late.job = job;
        for (const auto& file : files) late.files.insert_or_assign(file.index, file);
        return queue(haste, std::move(done), [] {});
    }
    const auto late = late_.extract(job.id);
    queue(haste, std::move(done), [&] {
        write_job(database_, job);
        if (late)
            for (const auto& [index, file] : late.mapped().files)
                write_file(database_, job.id, file);
        for (const auto& file : files) write_file(database_, job.id, file);
    });
}

void SqliteJobStore::write_late() {
    for (const auto& late : std::exchange(late_, {}))
        write([&] {
            write_job(database_, late.second.job);
            for (const auto& file : late.second.files)
                write_file(database_, late.first, file.second);
        });
}

void SqliteJobStore::checkpoint(const core::FileRef& file, const core::Durable& durable) {
    const bool first = checkpoints_.empty() && waiting_.empty();
    checkpoints_.insert_or_assign(file, durable);
    if (first) requests_.checkpoint_wanted();
}

void SqliteJobStore::retire(const core::HistoryEntry& entry, core::Saved done) {
    late_.erase(entry.id);
    checkpoints_.erase(
        checkpoints_.lower_bound({.job = entry.id, .index = {}}),
        checkpoints_.upper_bound(
            {.job = entry.id, .index = {std::numeric_limits<std::uint32_t>::max()}}));
    queue(core::Haste::at_once, std::move(done), [&] { write_history(database_, entry); });
}

std::vector<core::Errand> SqliteJobStore::errands() {
    std::vector<core::Errand> errands;
    database_.each(select_errands(), [&](const Row& row) {
        try {
            errands.push_back(read_errand(row));
        } catch (const StoredError& error) {
            requests_.warn("Errand " + std::to_string(row.integer(0)) +
                           " is damaged in the database and left out: " + error.what());
        }
    });
    return errands;
}

core::ErrandId SqliteJobStore::new_errand_id() {
    if (!last_errand_) {
        const auto highest = database_.number("SELECT ifnull(max(id), 0) FROM errands");
        last_errand_ = core::ErrandId{static_cast<std::uint64_t>(highest)};
    }
    return {++last_errand_->value};
}

void SqliteJobStore::keep(const core::Errand& errand) {
    kept_.insert_or_assign(errand.id, errand);
}

void SqliteJobStore::drop(core::ErrandId id) {
    kept_.erase(id);
    dropped_.insert(id);
}

void SqliteJobStore::write_errands() {
    for (const auto& kept : std::exchange(kept_, {}))
        write([&] { write_errand(database_, kept.second); });
    for (const auto id : dropped_) write([&] { delete_errand(database_, id); });
}

void SqliteJobStore::queue(core::Haste haste, core::Saved done,
                           const std::function<void()>& statements) {
    write(statements);
    waiting_.push_back(std::move(done));
    if (haste == core::Haste::at_once && !std::exchange(hurried_, true))
        requests_.commit_wanted();
    else if (waiting_.size() == 1)
        requests_.lazy_commit_wanted();
}

void SqliteJobStore::write(const std::function<void()>& statements) {
    if (failure_) return;
    try {
        if (!batch_) batch_.emplace(database_);
        statements();
    } catch (const std::exception& error) {
        fail(error.what());
    }
}

void SqliteJobStore::fail(const std::string& why) {
    failure_ = why;
    batch_.reset();
}

core::SaveError SqliteJobStore::finish_batch() {
    write_late();
    for (const auto& queued : checkpoints_)
        write([&] { write_progress(database_, queued.first, queued.second); });
    write_errands();
    bool unsynced = false;
    try {
        if (batch_) batch_->commit();
        if (!failure_) dropped_.clear();
    } catch (const DatabaseError& error) {
        fail(error.what());
        unsynced = error.unsynced();
    }
    batch_.reset();
    if (unsynced) overwrite_refused();
    checkpoints_.clear();
    return std::exchange(failure_, std::nullopt);
}

void SqliteJobStore::overwrite_refused() {
    try {
        Transaction transaction{database_};
        database_.execute(
            "INSERT INTO meta VALUES ('refused', 1)"
            " ON CONFLICT (key) DO UPDATE SET value = value + 1");
        transaction.commit();
    } catch (const DatabaseError& error) {
        requests_.warn("After a commit that failed, nothing else can be written either: " +
                       std::string{error.what()});
    }
}

void SqliteJobStore::commit() {
    hurried_ = false;
    const auto failure = finish_batch();
    const auto told = std::exchange(waiting_, {});
    if (failure)
        requests_.warn((told.empty() ? "The progress of files is not saved: "
                                     : "Changes of jobs are not saved: ") +
                       *failure);
    for (const auto& done : told)
        if (done) done(failure);
}

}  // namespace transferd::broker
