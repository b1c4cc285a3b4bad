// SPDX-License-Identifier: MIT
// Calls back while a descriptor is ready.
#pragma once

#include "loop/event_loop.hpp"

#include <cstdint>
#include <functional>
#include <memory>

namespace transferd::loop {

/// Does not own the descriptor; destroy the watch before closing it. May be destroyed in its own
/// callback.
class IoWatch {
  public:
    /// `events`: those of EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR that hold.
    using Ready = std::function<void(std::uint32_t events)>;

    IoWatch(EventLoop& loop, int fd, std::uint32_t events, Ready ready,
            std::int64_t priority = priority::normal);
    IoWatch(const IoWatch&) = delete;
    IoWatch& operator=(const IoWatch&) = delete;
    ~IoWatch() = default;

    /// 0 keeps only EPOLLHUP and EPOLLERR.
    void set_events(std::uint32_t events);

  private:
    struct State {
        EventLoop* loop;
        Ready ready;
    };
    static int on_io(sd_event_source* source, int fd, std::uint32_t events, void* data) noexcept;

    // Shared with a callback that is running, so that it may destroy its own watch.
    std::shared_ptr<State> state_;
    SourceHandle source_;
};

}  // namespace transferd::loop
