// SPDX-License-Identifier: MIT
#include "loop/child_watch.hpp"

#include <csignal>
#include <system_error>
#include <utility>

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace transferd::loop {

ChildWatch::ChildWatch(EventLoop& loop, pid_t child, std::function<void(int status)> ended)
    : state_(std::make_shared<State>(State{&loop, std::move(ended)})) {
    // sd-event insists, although it waits on the pidfd.
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    const auto pidfd = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
    if (pidfd < 0) throw std::system_error{errno, std::generic_category(), "open a child's pidfd"};
    sd_event_source* source = nullptr;
    const int added =
        sd_event_add_child_pidfd(loop.get(), &source, pidfd, WEXITED, on_child, &state_);
    if (added < 0) close(pidfd);
    check(added, "watch a child");
    source_.reset(source);
    check(sd_event_source_set_child_pidfd_own(source, 1), "own a child's pidfd");
}

int ChildWatch::on_child(sd_event_source* /*source*/, const siginfo_t* info, void* data) noexcept {
    const auto state = *static_cast<std::shared_ptr<State>*>(data);
    const int status = info->si_code == CLD_EXITED ? W_EXITCODE(info->si_status, 0)
                                                   : W_EXITCODE(0, info->si_status);
    return state->loop->guard([&] { state->ended(status); });
}

}  // namespace transferd::loop
