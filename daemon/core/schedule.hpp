// SPDX-License-Identifier: MIT
// Who transfers now: a pure function from what wants to run to what runs.
#pragma once

#include "core/ids.hpp"
#include "core/job_state.hpp"
#include "core/policy.hpp"
#include "core/time.hpp"

#include <optional>
#include <span>
#include <vector>

namespace transferd::core {

/// A job that is queued or running; a job that waits for a retry is none.
struct Candidate {
    JobId id;
    Uid owner;
    Priority priority{};
    /// When its owner last got a place at this priority: lower goes first.
    std::uint64_t owner_turn{};
    /// Lower goes first among jobs of one owner and priority.
    std::uint64_t turn{};
    /// When its time slice began; none: it waits.
    std::optional<BootTime> running_since{};
};

struct Plan {
    std::vector<JobId> run;
    /// Of these, those that stay for another time slice although somebody waits.
    std::vector<JobId> renewed;
    /// The soonest end of a time slice that somebody waits for.
    std::optional<BootTime> look_again;
};

/// Every foreground job runs. Background jobs: strictly by priority, within one priority owners in
/// turn, up to MaxActiveBackgroundJobs; a running job keeps its place for a time slice, and longer
/// where nobody of its priority waits. O(n log n).
Plan schedule(std::span<const Candidate> candidates, const Policy& policy, BootTime now);

}  // namespace transferd::core
