// SPDX-License-Identifier: MIT
// How long a job has been without a byte since its first transient error. Counted on the clock that
// never jumps, while the job tries or waits to try again: not while it is held back or the service
// is down.
#pragma once

#include "core/clock.hpp"
#include "core/job.hpp"

#include <map>
#include <optional>

namespace transferd::core {

class Patience {
  public:
    explicit Patience(Clock& clock) : clock_(clock) {}

    /// Of the job as it is now. `counts`: it tries, or waits to try again. Answers when its
    /// NoProgressTimeout is over.
    std::optional<BootTime> end(const Job& job, bool counts);
    /// `job` with the time of its first transient error as if the calendar had never been set.
    [[nodiscard]] Job anchored(Job job) const;

  private:
    struct Watch {
        /// The job's no_progress_since: another one is another count.
        WallTime stamp{};
        microseconds used{};
        /// While it counts: since when it is not in `used`.
        std::optional<BootTime> since{};
    };
    [[nodiscard]] microseconds used(const Watch& watch) const;

    Clock& clock_;
    std::map<JobId, Watch> watches_;
};

}  // namespace transferd::core
