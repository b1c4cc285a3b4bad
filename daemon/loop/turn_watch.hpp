// SPDX-License-Identifier: MIT
// Calls back after each turn of the loop in which something else happened.
#pragma once

#include "loop/event_loop.hpp"

#include <functional>
#include <memory>

namespace transferd::loop {

class TurnWatch {
  public:
    TurnWatch(EventLoop& loop, std::function<void()> turned);
    TurnWatch(const TurnWatch&) = delete;
    TurnWatch& operator=(const TurnWatch&) = delete;
    ~TurnWatch() = default;

  private:
    struct State {
        EventLoop* loop;
        std::function<void()> turned;
    };
    static int on_turn(sd_event_source* source, void* data) noexcept;

    std::unique_ptr<State> state_;
    SourceHandle source_;
};

}  // namespace transferd::loop
