// SPDX-License-Identifier: MIT
// The jobs, and the only door through which they change: decide, save, act, announce.
#pragma once

#include "core/access.hpp"
#include "core/clock.hpp"
#include "core/file_entry.hpp"
#include "core/job.hpp"
#include "core/job_observer.hpp"
#include "core/job_store.hpp"
#include "core/limits.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace transferd::core {

/// A job as decided: its saving may still be under way.
struct Record {
    Job job;
    std::vector<FileEntry> files;
    /// What the observer was last told.
    Job announced;
    /// How often state and reason were shown without being saved.
    std::uint64_t shown{};
    /// Of job, files and settings: charged to the owner.
    std::uint64_t stored_bytes{};
    /// Changes that no commit has settled yet.
    std::uint32_t unsaved{};
    /// The last_activity of the last save.
    WallTime saved_activity{};
};

/// Runs in the commit's completion: acts and replies. The error says why nothing was saved.
using Settled = std::function<void(const SaveError&)>;

class Ledger {
  public:
    Ledger(JobStore& store, JobObserver& observer, Clock& clock);
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;
    ~Ledger() = default;

    /// Once, at the start; announces each job.
    void load();
    /// Called for each job that a failed commit threw back to what the store has, or out of it.
    void on_thrown_back(std::function<void(JobId)> thrown_back) {
        thrown_back_ = std::move(thrown_back);
    }

    /// Called after the commit that holds a new job.
    void on_added(std::function<void()> added) { added_ = std::move(added); }

    /// Called before a change, or the end of a job, is queued for saving: what it saves goes with
    /// the same commit. What it returns runs when that has been announced.
    using Accompany = std::function<std::function<void()>(const Job& before, const Job& next,
                                                          std::optional<JobResult> ended)>;
    void on_saving(Accompany accompany) { accompany_ = std::move(accompany); }

    [[nodiscard]] const Record* find(JobId id) const;
    /// Null where there is no such job or file.
    [[nodiscard]] const FileEntry* find_file(const FileRef& file) const;
    /// Throws NoSuchJob also for a job that the caller may not see, for want of `needed`.
    [[nodiscard]] const Record& visible(const Caller& caller, JobId id,
                                        Permission needed = Permission::manage_all_jobs) const;
    [[nodiscard]] const std::map<JobId, Record>& all() const { return records_; }
    [[nodiscard]] Usage usage(Uid owner) const;
    /// O(jobs): for refusals.
    [[nodiscard]] Backlog backlog(Uid owner) const;
    [[nodiscard]] std::uint64_t stored_bytes(Uid owner) const;
    /// The owner's job that already has this destination.
    [[nodiscard]] std::optional<JobId> holder(Uid owner, const Destination& destination) const;

    [[nodiscard]] JobId new_id() { return store_.new_id(); }
    /// The next place at the end of the queue.
    [[nodiscard]] std::uint64_t next_turn() { return ++last_turn_; }

    void add(const Job& job, const std::vector<FileEntry>& files, Settled settled);
    /// `files`: those that changed, or follow the last one.
    void change(const Job& next, std::span<const FileEntry> files, Settled settled,
                Haste haste = Haste::at_once);
    /// Neither saved nor announced yet: progress.
    void note(const Job& next) { records_.at(next.id).job = next; }
    /// What the machine says of a job's owner now.
    void judge(JobId id, Standing standing);
    /// State and reason are announced but not saved: facts of this process.
    void show(const Job& next);
    /// Bytes and speed are announced but not saved.
    void show_progress(const Job& next);
    /// Durable progress: saved within a second, with the other commits.
    void checkpoint(JobId id, const FileEntry& file);
    /// Announces that a file's transfer is saved.
    void file_transferred(const Job& job, FileIndex file) { observer_.file_transferred(job, file); }
    /// Announces once more what the job's state says, or its end.
    void announce_again(JobId id, Uid owner, std::optional<JobResult> ended);
    /// Announces that files of a job that goes on could not be deleted.
    void files_left(const Job& job, const std::vector<std::string>& leftovers) {
        observer_.files_left(job, leftovers);
    }
    /// Announces what somebody who is not the owner has done.
    void administered(const Job& job, Uid by, std::string_view what) {
        observer_.job_administered(job, by, what);
    }
    /// The end of a job. Its object stays readable for 30 s.
    void retire(const Job& last, JobResult result, const std::vector<std::string>& leftovers,
                Settled settled);

  private:
    void insert(const Job& job, const std::vector<FileEntry>& files);
    void apply(Record& record, const Job& next, std::span<const FileEntry> files);
    void charge(Record& record, const Job& next);
    [[nodiscard]] std::function<void()> accompanied(const Job& next,
                                                    std::optional<JobResult> ended) const;
    void announce(JobId id, Job next);
    void announce_saved(Job next, std::uint64_t shown);
    void saved(JobId id);
    void throw_back(JobId id);
    void release(JobId id);
    void bury_soon(JobId id);
    void bury();

    struct Place {
        Uid owner;
        FileIdentity directory;
        std::string name;
        auto operator<=>(const Place&) const = default;
    };
    static Place place_of(Uid owner, const FileEntry& file);

    JobStore& store_;
    JobObserver& observer_;
    Clock& clock_;
    std::map<JobId, Record> records_;
    std::map<Uid, std::uint32_t> jobs_of_;
    std::map<Uid, std::uint64_t> bytes_of_;
    std::map<Place, JobId> places_;
    std::uint64_t last_turn_{};
    std::function<void(JobId)> thrown_back_;
    std::function<void()> added_;
    Accompany accompany_;
    /// Final jobs in the order in which they are forgotten.
    std::deque<std::pair<BootTime, JobId>> graves_;
    std::unique_ptr<Alarm> burial_;
};

}  // namespace transferd::core
