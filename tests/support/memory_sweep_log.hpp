// SPDX-License-Identifier: MIT
// The last look for inactive jobs, in memory.
#pragma once

#include "core/sweep_log.hpp"

namespace transferd::test {

class MemorySweepLog : public core::SweepLog {
  public:
    [[nodiscard]] std::optional<core::Sweep> last() override { return last_; }
    void save(const core::Sweep& sweep) override { last_ = sweep; }

  private:
    std::optional<core::Sweep> last_;
};

}  // namespace transferd::test
