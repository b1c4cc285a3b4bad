// SPDX-License-Identifier: MIT
// The final jobs of the last 30 days, of each owner the last 1,000, in the store's database.
#pragma once

#include "broker/store/open_database.hpp"
#include "core/job_store.hpp"

namespace transferd::broker {

class SqliteJobHistory final : public core::JobHistory {
  public:
    /// `warn` hears of rows that are damaged; they are left out.
    SqliteJobHistory(Database& database, Warn warn);

    [[nodiscard]] std::vector<core::HistoryEntry> final_jobs(
        const std::optional<core::Account>& owner, std::optional<core::JobType> type,
        std::uint32_t limit) override;

  private:
    Database& database_;
    Warn warn_;
};

/// Moves a job out of the jobs into the history, and deletes what is 30 days older than it or too
/// much of its owner.
/// Throws DatabaseError. For SqliteJobStore, inside its transaction.
void write_history(Database& database, const core::HistoryEntry& entry);

}  // namespace transferd::broker
