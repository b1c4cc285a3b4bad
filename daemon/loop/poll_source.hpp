// SPDX-License-Identifier: MIT
// Drives a library that says for itself what it waits for, as sd_bus_attach_event does inside
// libsystemd.
#pragma once

#include "loop/event_loop.hpp"

#include <cstdint>
#include <functional>

namespace transferd::loop {

class PollSource {
  public:
    struct Wish {
        /// Those of EPOLLIN, EPOLLOUT.
        std::uint32_t events{};
        /// CLOCK_MONOTONIC in microseconds; UINT64_MAX: none, 0: at once.
        std::uint64_t deadline{};
    };

    /// `wish` is asked before each sleep, `process` called when what was wished for has come.
    PollSource(EventLoop& loop, int fd, std::function<Wish()> wish, std::function<void()> process);
    PollSource(const PollSource&) = delete;
    PollSource& operator=(const PollSource&) = delete;
    ~PollSource() = default;

  private:
    static int on_prepare(sd_event_source* source, void* data) noexcept;
    static int on_io(sd_event_source* source, int fd, std::uint32_t events, void* data) noexcept;
    static int on_time(sd_event_source* source, std::uint64_t usec, void* data) noexcept;
    void prepare();

    EventLoop& loop_;
    std::function<Wish()> wish_;
    std::function<void()> process_;
    SourceHandle io_;
    SourceHandle time_;
};

}  // namespace transferd::loop
