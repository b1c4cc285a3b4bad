// SPDX-License-Identifier: MIT
#include "broker/bus/bus_pump.hpp"

#include <chrono>
#include <limits>
#include <utility>

#include <poll.h>
#include <sdbus-c++/Error.h>
#include <sys/epoll.h>

namespace transferd::broker {

namespace {

// Then the workers have their turn; what is queued brings a deadline of 0 with it.
constexpr int most_messages_a_turn = 256;
/// While it ends, for the bus to say who has called.
constexpr std::chrono::milliseconds longest_introduction{250};

loop::PollSource::Wish wish_of(const sdbus::IConnection& connection) {
    const auto poll = connection.getEventLoopPollData();
    std::uint32_t events = 0;
    if ((poll.events & POLLIN) != 0) events |= EPOLLIN;
    if ((poll.events & POLLOUT) != 0) events |= EPOLLOUT;
    return {.events = events, .deadline = poll.timeout_usec};
}

}  // namespace

BusPump::BusPump(loop::EventLoop& loop, sdbus::IConnection& connection,
                 std::function<void()> broken)
    : connection_(connection),
      broken_(std::move(broken)),
      source_(
          loop, connection.getEventLoopPollData().fd, [this] { return wish(); },
          [this] { process(); }) {}

loop::PollSource::Wish BusPump::wish() {
    try {
        auto wish = wish_of(connection_);
        if (calls_ && calls_->ready()) wish.deadline = 0;
        return wish;
    } catch (const sdbus::Error&) {
        if (!broken_) throw;
        broken_();
        return {.events = 0, .deadline = std::numeric_limits<std::uint64_t>::max()};
    }
}

void BusPump::drain() {
    // More than a connection queues: somebody floods it.
    constexpr int most_messages = 10000;
    for (int i = 0; i < most_messages && connection_.processPendingRequest(); ++i) {
    }
    if (calls_) calls_->serve_all(longest_introduction);
}

void BusPump::process() {
    try {
        for (int i = 0; i < most_messages_a_turn && connection_.processPendingRequest(); ++i) {
        }
        if (calls_) calls_->serve();
    } catch (const sdbus::Error&) {
        if (!broken_) throw;
        broken_();
    }
}

}  // namespace transferd::broker
