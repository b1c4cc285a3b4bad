// SPDX-License-Identifier: MIT
// Jobs in SQLite. What one turn of the loop changes goes to disk in one commit, and nobody is told
// that it is saved before that.
#pragma once

#include "broker/store/id_file.hpp"
#include "broker/store/open_database.hpp"
#include "broker/store/transaction.hpp"
#include "core/errand.hpp"
#include "core/job_store.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace transferd::broker {

/// How the store asks its owner for what it cannot do by itself.
struct StoreRequests {
    /// The first change of a batch that somebody waits for is queued: call commit() soon.
    std::function<void()> commit_wanted;
    /// The first change of a batch is queued and nobody waits for it: call commit() within 20 ms.
    std::function<void()> lazy_commit_wanted;
    /// The first checkpoint is queued and no change is: call commit() within a second.
    std::function<void()> checkpoint_wanted;
    Warn warn;
};

class SqliteJobStore final : public core::JobStore, public core::ErrandStore {
  public:
    /// Both must outlive the store.
    SqliteJobStore(Database& database, IdFile& ids, StoreRequests requests);
    SqliteJobStore(const SqliteJobStore&) = delete;
    SqliteJobStore& operator=(const SqliteJobStore&) = delete;
    /// Rolls back what was not committed, without a word to anybody.
    ~SqliteJobStore() override;

    /// Jobs with damaged rows are left out and warned of. Throws DatabaseError.
    using core::JobStore::load;
    [[nodiscard]] std::vector<core::SavedJob> load(std::optional<core::JobId> only) override;
    /// Throws std::system_error where the file of ids cannot be written.
    [[nodiscard]] core::JobId new_id() override;
    void save(const core::Job& job, std::span<const core::FileEntry> files, core::Saved done,
              core::Haste haste = core::Haste::at_once) override;
    void checkpoint(const core::FileRef& file, const core::Durable& durable) override;
    void retire(const core::HistoryEntry& entry, core::Saved done) override;

    /// Damaged ones are left out and warned of. Throws DatabaseError.
    [[nodiscard]] std::vector<core::Errand> errands() override;
    [[nodiscard]] core::ErrandId new_errand_id() override;
    void keep(const core::Errand& errand) override;
    void drop(core::ErrandId id) override;

    /// Makes everything queued durable, then tells who waits for it, in order. Where that fails,
    /// nothing of the batch is in the store and they are told why; checkpoints are then dropped,
    /// for the next ones say the same. Does nothing where nothing is queued. Not from within a
    /// Saved.
    void commit();

  private:
    /// Runs `statements` in the batch's transaction, unless the batch has failed already.
    void queue(core::Haste haste, core::Saved done, const std::function<void()>& statements);
    void write(const std::function<void()>& statements);
    void fail(const std::string& why);
    core::SaveError finish_batch();
    void write_late();
    /// They have no commit of their own: they wait for that of something else.
    void write_errands();
    /// Where only the sync failed, the refused changes are whole in the log, and a start after a
    /// crash would take them from there. What is written next goes over them; it is never the same
    /// data again, whose sync would then be believed.
    void overwrite_refused();

    Database& database_;
    IdFile& ids_;
    StoreRequests requests_;
    std::optional<Transaction> batch_;
    core::SaveError failure_;
    /// Of the batch: a commit was asked for soon.
    bool hurried_{};
    std::vector<core::Saved> waiting_;
    /// What nobody waits for is written as it is when the batch ends: many files of a job end
    /// within one.
    struct Late {
        core::Job job;
        std::map<core::FileIndex, core::FileEntry> files;
    };
    std::map<core::JobId, Late> late_;
    std::map<core::FileRef, core::Durable> checkpoints_;
    std::map<core::ErrandId, core::Errand> kept_;
    std::set<core::ErrandId> dropped_;
    std::optional<core::ErrandId> last_errand_;
};

}  // namespace transferd::broker
