// SPDX-License-Identifier: MIT
#include "broker/bus/bus_pump.hpp"

#include <poll.h>
#include <sys/epoll.h>

namespace transferd::broker {

namespace {

// Then the workers have their turn; what is queued brings a deadline of 0 with it.
constexpr int most_messages_a_turn = 32;

loop::PollSource::Wish wish_of(const sdbus::IConnection& connection) {
    const auto poll = connection.getEventLoopPollData();
    std::uint32_t events = 0;
    if ((poll.events & POLLIN) != 0) events |= EPOLLIN;
    if ((poll.events & POLLOUT) != 0) events |= EPOLLOUT;
    return {.events = events, .deadline = poll.timeout_usec};
}

}  // namespace

BusPump::BusPump(loop::EventLoop& loop, sdbus::IConnection& connection)
    : source_(
          loop, connection.getEventLoopPollData().fd, [&] { return wish_of(connection); },
          [&] { process(connection); }) {}

void BusPump::process(sdbus::IConnection& connection) {
    for (int i = 0; i < most_messages_a_turn && connection.processPendingRequest(); ++i) {
    }
}

}  // namespace transferd::broker
