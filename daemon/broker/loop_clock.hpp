// SPDX-License-Identifier: MIT
// The clock of the rules on the event loop.
#pragma once

#include "core/clock.hpp"
#include "loop/event_loop.hpp"

namespace transferd::broker {

class LoopClock : public core::Clock {
  public:
    explicit LoopClock(loop::EventLoop& loop) : loop_(loop) {}

    [[nodiscard]] core::WallTime wall() const override;
    [[nodiscard]] core::BootTime boot() const override;
    [[nodiscard]] std::string boot_id() const override;
    [[nodiscard]] std::unique_ptr<core::Alarm> alarm(std::function<void()> ring) override;

  private:
    loop::EventLoop& loop_;
};

}  // namespace transferd::broker
