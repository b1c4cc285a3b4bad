// SPDX-License-Identifier: MIT
// Calls back when a child process has ended, and reaps it.
#pragma once

#include "loop/event_loop.hpp"

#include <functional>
#include <memory>

#include <sys/types.h>

namespace transferd::loop {

/// Watches by pidfd, so that no pid is mistaken for another. May be destroyed in its own callback;
/// a child whose watch is destroyed first is not reaped.
class ChildWatch {
  public:
    /// `status` as waitpid gives it.
    ChildWatch(EventLoop& loop, pid_t child, std::function<void(int status)> ended);
    ChildWatch(const ChildWatch&) = delete;
    ChildWatch& operator=(const ChildWatch&) = delete;
    ~ChildWatch() = default;

  private:
    struct State {
        EventLoop* loop;
        std::function<void(int)> ended;
    };
    static int on_child(sd_event_source* source, const siginfo_t* info, void* data) noexcept;

    std::shared_ptr<State> state_;
    SourceHandle source_;
};

}  // namespace transferd::loop
