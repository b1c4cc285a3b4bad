// SPDX-License-Identifier: MIT
// When the store commits: after all that a turn of the loop brought, so that many changes share an
// fsync, but never kept waiting by a flood of calls.
#pragma once

#include "loop/deferred.hpp"
#include "loop/timer.hpp"

#include <chrono>
#include <functional>

namespace transferd::broker {

class CommitSchedule {
  public:
    CommitSchedule(loop::EventLoop& loop, std::function<void()> commit);

    void soon();
    /// Within 20 ms, with whatever else comes.
    void lazily();
    void within_a_second();
    void now();

  private:
    void when_quiet();

    std::function<void()> commit_;
    loop::Deferred when_quiet_;
    loop::Timer at_latest_;
    /// CLOCK_BOOTTIME of the last one.
    std::chrono::microseconds committed_{};
};

}  // namespace transferd::broker
