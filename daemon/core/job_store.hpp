// SPDX-License-Identifier: MIT
// Port: jobs that survive. Changes are queued and committed together.
#pragma once

#include "core/error.hpp"
#include "core/file_entry.hpp"
#include "core/job.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace transferd::core {

struct SavedJob {
    Job job;
    /// In the order of their index, without gaps.
    std::vector<FileEntry> files;
};

/// A final job as ListHistory shows it.
struct HistoryEntry {
    JobId id;
    Uid owner;
    /// Of the account; empty: never known.
    std::string owner_name{};
    JobType type{};
    std::string display_name;
    JobResult result{};
    WallTime created{};
    std::optional<WallTime> transferred{};
    WallTime removed{};
    std::uint32_t files{};
    std::uint64_t bytes{};
    /// Of the error it was in, else empty.
    std::string error_code;
    std::uint32_t published{};
    std::uint32_t discarded{};
    std::vector<std::string> leftovers;

    bool operator==(const HistoryEntry&) const = default;
};

/// How long a job that has ended is told of.
inline constexpr microseconds history_goes_back = std::chrono::hours{24 * 30};

/// The store forgets an entry when another one comes, which may be long after its time.
constexpr bool is_past(const HistoryEntry& entry, WallTime now) {
    return now - entry.removed > history_goes_back;
}

/// None: the change is durable. Else why it is not: then nothing of the change is in the store.
using SaveError = std::optional<std::string>;

/// Called once, by the commit that holds the change or could not be made, in the order of the
/// calls.
using Saved = std::function<void(const SaveError&)>;

/// What a client is told whose change was not saved.
Error not_saved(const SaveError& error);

/// `lazily`: nobody waits for it; with the next commit, at the latest after 20 ms.
enum class Haste { at_once, lazily };

class JobStore {
  public:
    JobStore() = default;
    JobStore(const JobStore&) = delete;
    JobStore& operator=(const JobStore&) = delete;
    virtual ~JobStore() = default;

    /// Every job that is not final, oldest first, or the one of that id. Active states come back as
    /// queued.
    [[nodiscard]] virtual std::vector<SavedJob> load(std::optional<JobId> only) = 0;
    [[nodiscard]] std::vector<SavedJob> load() { return load(std::nullopt); }
    /// Never answers an id twice, whatever happens to the database.
    [[nodiscard]] virtual JobId new_id() = 0;
    /// Queues the job's row and those of `files` (added or changed; the others stay). Both are read
    /// before it returns.
    virtual void save(const Job& job, std::span<const FileEntry> files, Saved done,
                      Haste haste = Haste::at_once) = 0;
    /// Queues a file's durable progress; goes with the next commit, at the latest after a second.
    virtual void checkpoint(const FileRef& file, const Durable& durable) = 0;
    /// Queues the end of a job: out of the jobs, into the history.
    virtual void retire(const HistoryEntry& entry, Saved done) = 0;
};

/// Port: the final jobs of the last 30 days.
class JobHistory {
  public:
    JobHistory() = default;
    JobHistory(const JobHistory&) = delete;
    JobHistory& operator=(const JobHistory&) = delete;
    virtual ~JobHistory() = default;

    /// Newest first, perhaps with some that are past; owner and type: none is all; limit 0 is all.
    /// An owner with a name has nothing of other accounts that have had the uid.
    [[nodiscard]] virtual std::vector<HistoryEntry> final_jobs(const std::optional<Account>& owner,
                                                               std::optional<JobType> type,
                                                               std::uint32_t limit) = 0;
};

}  // namespace transferd::core
