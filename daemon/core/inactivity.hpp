// SPDX-License-Identifier: MIT
// Cancels what nobody has touched for JobInactivityTimeout: when the time comes, and when asked.
// A clock that jumped must not cost anybody a job, so what looks like a jump gets a second look an
// hour later (settings.md, "overdue after long downtime or a clock jump").
#pragma once

#include "core/clock.hpp"
#include "core/closer.hpp"
#include "core/ledger.hpp"
#include "core/policy.hpp"
#include "core/sweep_log.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace transferd::core {

/// When inactivity cancels the job; never: the last time there is.
WallTime expiry(const Job& job, const Policy& policy);

/// Whether so much calendar time since `last` may be a clock that was set. A reboot hides how much
/// time really passed; then more than a week, or than the timeout, is too much to believe.
bool suspicious(const Sweep& last, const Sweep& now, microseconds timeout);

class Inactivity {
  public:
    Inactivity(Ledger& ledger, Closer& closer, Clock& clock, SweepLog& log, const Policy& policy);

    /// The number of jobs that were cancelled.
    using Swept = std::function<void(std::uint32_t)>;

    /// Cancels every job that is overdue, or holds it for the second look. After Closer::begin for
    /// the first time. `swept` is called once every cancelled job is saved or takes longer than a
    /// caller waits.
    void sweep(const Swept& swept);
    /// The policy is another one.
    void look();
    /// Somebody's job is held for the second look.
    [[nodiscard]] bool holding() const { return last_ && last_->hold_until; }

  private:
    [[nodiscard]] std::vector<JobId> overdue(WallTime now) const;
    [[nodiscard]] Sweep held(Sweep now, bool any_overdue) const;
    void expire(const std::vector<JobId>& jobs, const Swept& swept);

    Ledger& ledger_;
    Closer& closer_;
    Clock& clock_;
    SweepLog& log_;
    const Policy& policy_;
    std::optional<Sweep> last_;
    std::unique_ptr<Alarm> alarm_;
    /// The alarm is set. It may be for a job that is no longer there; a new one has more time.
    bool armed_{};
};

}  // namespace transferd::core
