// SPDX-License-Identifier: MIT
#include "broker/owners/account_files_watch.hpp"

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

#include <sys/epoll.h>
#include <sys/inotify.h>

namespace transferd::broker {

namespace {

bool is_account_file(std::string_view name) {
    return name == "passwd" || name == "shadow";
}

}  // namespace

AccountFilesWatch::AccountFilesWatch(loop::EventLoop& loop, std::function<void()> changed)
    : changed_(std::move(changed)), inotify_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    if (!inotify_ || inotify_add_watch(inotify_.get(), "/etc", IN_MOVED_TO | IN_CLOSE_WRITE) < 0)
        return;
    // Before calls are read: whoever has a uid now must not be taken for who had it.
    watch_.emplace(
        loop, inotify_.get(), EPOLLIN, [this](std::uint32_t) { read(); }, loop::priority::urgent);
}

void AccountFilesWatch::read() {
    std::array<char, 16384> buffer{};
    bool is_ours = false;
    for (;;) {
        const auto size = ::read(inotify_.get(), buffer.data(), buffer.size());
        if (size <= 0) break;
        for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* name = buffer.data() + at + sizeof event;
            // A full queue has lost some, maybe this one.
            is_ours |=
                (event.mask & IN_Q_OVERFLOW) != 0 || (event.len > 0 && is_account_file(name));
            at += sizeof event + event.len;
        }
    }
    if (is_ours) changed_();
}

}  // namespace transferd::broker
