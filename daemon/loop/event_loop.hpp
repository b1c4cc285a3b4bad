// SPDX-License-Identifier: MIT
// The loop that everything in a process runs on. One thread uses one loop.
#pragma once

#include "loop/handles.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

namespace transferd::loop {

class EventLoop {
  public:
    EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;
    ~EventLoop() = default;

    /// Runs until exit(); rethrows what a callback threw.
    void run();
    void exit();
    /// For callbacks that stand on C frames: run() ends and rethrows.
    void park(std::exception_ptr exception) noexcept;
    /// Blocks the signal for the process and calls `react` from the loop each time it comes.
    void on_signal(int signal, std::function<void()> react);
    /// WATCHDOG=1 to the service manager, where it asks for it.
    void feed_watchdog();

    [[nodiscard]] sd_event* get() const noexcept { return event_.get(); }

    /// Runs `call`; what it throws is parked. What every callback from C does.
    template <class Call>
    int guard(Call&& call) noexcept {
        try {
            call();
        } catch (...) {
            park(std::current_exception());
        }
        return 0;
    }

  private:
    struct SignalWatch;

    EventHandle event_;
    std::vector<std::shared_ptr<SignalWatch>> signals_;
    std::exception_ptr parked_;
};

/// Throws std::system_error for a negative result of libsystemd's.
void check(int result, const char* doing);

/// CLOCK_BOOTTIME now.
std::chrono::microseconds boot_time();

}  // namespace transferd::loop
