// SPDX-License-Identifier: MIT
#include "wire/channel.hpp"

#include "core/wipe.hpp"

#include <cassert>
#include <cerrno>
#include <system_error>

#include <sys/epoll.h>
#include <sys/socket.h>

namespace transferd::wire {

namespace {
// So that a flood of messages leaves the loop's other sources their turn.
constexpr int most_messages_a_turn = 64;

/// There may be a password in it.
void forget(Bytes& message, std::size_t size) {
    core::wipe(reinterpret_cast<char*>(message.data()), size);
}
}  // namespace

Channel::Channel(loop::EventLoop& loop, loop::UniqueFd socket, Received received)
    : socket_(std::move(socket)),
      received_(std::move(received)),
      buffer_(largest_message),
      watch_(std::in_place, loop, socket_.get(), EPOLLIN,
             [this](std::uint32_t events) { ready(events); }) {}

void Channel::send(Bytes message) {
    assert(message.size() <= largest_message);
    if (lost_) return;
    waiting_.push_back(std::move(message));
    flush();
}

void Channel::ready(std::uint32_t events) {
    if ((events & EPOLLOUT) != 0U) flush();
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0U) receive();
}

void Channel::receive() {
    const std::weak_ptr<bool> alive = alive_;
    for (int i = 0; i < most_messages_a_turn; ++i) {
        const auto size = recv(socket_.get(), buffer_.data(), buffer_.size(),
                               MSG_DONTWAIT | MSG_TRUNC | MSG_CMSG_CLOEXEC);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
        // Longer than any message of ours: whoever sends it is not ours.
        if (size <= 0 || static_cast<std::size_t>(size) > buffer_.size()) return lose();
        received_(std::span{buffer_}.first(static_cast<std::size_t>(size)));
        if (alive.expired()) return;
        forget(buffer_, static_cast<std::size_t>(size));
        if (lost_) return;
    }
}

void Channel::flush() {
    while (!waiting_.empty()) {
        const auto& message = waiting_.front();
        const auto sent =
            ::send(socket_.get(), message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && (errno == EAGAIN || errno == ENOBUFS)) {
            watch_->set_events(EPOLLIN | EPOLLOUT);
            return;
        }
        // The end is reported by the receiving side, from the loop and not from within send().
        if (sent < 0) return waiting_.clear();
        forget(waiting_.front(), waiting_.front().size());
        waiting_.pop_front();
    }
    watch_->set_events(EPOLLIN);
}

void Channel::lose() {
    lost_ = true;
    waiting_.clear();
    watch_.reset();
    received_({});
}

}  // namespace transferd::wire
