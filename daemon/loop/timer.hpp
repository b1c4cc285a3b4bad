// SPDX-License-Identifier: MIT
// Calls back at a time of CLOCK_BOOTTIME: it counts suspend and never jumps.
#pragma once

#include "loop/event_loop.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace transferd::loop {

/// Rings once each time it is set; it costs no wake-up while it is not. May be set again or
/// destroyed in its own callback.
class Timer {
  public:
    Timer(EventLoop& loop, std::function<void()> ring, std::int64_t priority = priority::normal);
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    ~Timer() = default;

    /// As boot_time() counts; replaces an earlier time. A time that is past rings at once.
    void set_at(std::chrono::microseconds boot_time);
    void set_in(std::chrono::microseconds delay);
    void clear();

  private:
    struct State {
        EventLoop* loop;
        std::function<void()> ring;
    };
    static int on_time(sd_event_source* source, std::uint64_t usec, void* data) noexcept;

    std::shared_ptr<State> state_;
    SourceHandle source_;
};

}  // namespace transferd::loop
