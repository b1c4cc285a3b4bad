// SPDX-License-Identifier: MIT
// The store in memory, for tests of the rules: changes wait for commit(), as in the real one.
// tests/contract/job_store proves that both behave alike.
#pragma once

#include "core/errand.hpp"
#include "core/job_store.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace transferd::test {

class MemoryJobStore final : public core::JobStore,
                             public core::JobHistory,
                             public core::ErrandStore {
  public:
    using core::JobStore::load;
    [[nodiscard]] std::vector<core::SavedJob> load(std::optional<core::JobId> only) override;
    [[nodiscard]] core::JobId new_id() override { return {++last_id_}; }
    void save(const core::Job& job, std::span<const core::FileEntry> files, core::Saved done,
              core::Haste haste = core::Haste::at_once) override;
    void checkpoint(const core::FileRef& file, const core::Durable& durable) override;
    void retire(const core::HistoryEntry& entry, core::Saved done) override;
    [[nodiscard]] std::vector<core::HistoryEntry> final_jobs(
        const std::optional<core::Account>& owner, std::optional<core::JobType> type,
        std::uint32_t limit) override;

    [[nodiscard]] std::vector<core::Errand> errands() override;
    [[nodiscard]] core::ErrandId new_errand_id() override { return {++last_errand_}; }
    void keep(const core::Errand& errand) override;
    void drop(core::ErrandId id) override;

    /// Makes everything queued last, then runs what waits for it.
    void commit();
    /// Makes everything queued last, and nobody hears of it: the broker has been killed.
    void commit_unheard();
    /// What was not committed is lost, and nobody hears of anything.
    void crash();
    /// Commits until nothing is queued: what runs after a commit may queue more.
    void commit_all();
    void fail_next_commit(std::string why) { failure_ = std::move(why); }

    /// Jobs that were read.
    [[nodiscard]] std::size_t loaded() const { return loads_; }
    /// Saves and retirements that wait for a commit.
    [[nodiscard]] std::size_t queued() const { return waiting_.size(); }

  private:
    struct Tables {
        std::map<core::JobId, core::Job> jobs;
        std::map<core::FileRef, core::FileEntry> files;
        std::map<core::JobId, core::HistoryEntry> history;
        std::map<core::ErrandId, core::Errand> errands;
    };

    void apply();
    void queue(std::function<void(Tables&)> change, core::Saved done);

    Tables tables_;
    std::vector<std::function<void(Tables&)>> changes_;
    std::vector<core::Saved> waiting_;
    std::map<core::FileRef, core::Durable> checkpoints_;
    core::SaveError failure_;
    std::uint64_t last_id_ = 0;
    std::uint64_t last_errand_ = 0;
    std::size_t loads_ = 0;
};

}  // namespace transferd::test
