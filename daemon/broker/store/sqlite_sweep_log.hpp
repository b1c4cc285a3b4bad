// SPDX-License-Identifier: MIT
// The last look for inactive jobs, in the store's database.
#pragma once

#include "broker/store/open_database.hpp"
#include "core/sweep_log.hpp"

namespace transferd::broker {

class SqliteSweepLog final : public core::SweepLog {
  public:
    /// `warn` hears of what cannot be read or written.
    SqliteSweepLog(Database& database, Warn warn);

    [[nodiscard]] std::optional<core::Sweep> last() override;
    void save(const core::Sweep& sweep) override;

  private:
    Database& database_;
    Warn warn_;
};

}  // namespace transferd::broker
