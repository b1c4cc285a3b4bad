// SPDX-License-Identifier: MIT
// Runs a call once from the loop, after the callback that asked for it has returned.
#pragma once

#include "loop/event_loop.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace transferd::loop {

/// May be destroyed or asked again in its own callback.
class Deferred {
  public:
    Deferred(EventLoop& loop, std::function<void()> run, std::int64_t priority = priority::normal);
    Deferred(const Deferred&) = delete;
    Deferred& operator=(const Deferred&) = delete;
    ~Deferred() = default;

    /// Asking again before it ran changes nothing.
    void ask();

  private:
    struct State {
        EventLoop* loop;
        std::function<void()> run;
    };
    static int on_turn(sd_event_source* source, void* data) noexcept;

    std::shared_ptr<State> state_;
    SourceHandle source_;
};

}  // namespace transferd::loop
