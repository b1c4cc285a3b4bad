// SPDX-License-Identifier: MIT
// Jobs that wait for a time, with one alarm for the soonest.
#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>

namespace transferd::core {

class RetryQueue {
  public:
    RetryQueue(Clock& clock, std::function<void(JobId)> due);

    /// Replaces a time that was set for the job before.
    void set(JobId id, BootTime when);
    void remove(JobId id);
    [[nodiscard]] bool has(JobId id) const { return times_.contains(id); }

  private:
    void ring();
    void arm();

    Clock& clock_;
    std::function<void(JobId)> due_;
    std::map<JobId, BootTime> times_;
    std::set<std::pair<BootTime, JobId>> order_;
    std::unique_ptr<Alarm> alarm_;
};

}  // namespace transferd::core
