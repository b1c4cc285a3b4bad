// SPDX-License-Identifier: MIT
// Port: the last look for inactive jobs, which outlives the process.
#pragma once

#include "core/time.hpp"

#include <optional>
#include <string>

namespace transferd::core {

struct Sweep {
    WallTime wall{};
    BootTime boot{};
    std::string boot_id;
    /// In that boot: until then nothing is cancelled.
    std::optional<BootTime> hold_until{};
    bool operator==(const Sweep&) const = default;
};

class SweepLog {
  public:
    SweepLog() = default;
    SweepLog(const SweepLog&) = delete;
    SweepLog& operator=(const SweepLog&) = delete;
    virtual ~SweepLog() = default;

    [[nodiscard]] virtual std::optional<Sweep> last() = 0;
    /// Goes with the next commit. Losing it is harmless: the next sweep then waits for an hour.
    virtual void save(const Sweep& sweep) = 0;
};

}  // namespace transferd::core
