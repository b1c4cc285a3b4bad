// SPDX-License-Identifier: MIT
#include "wire/channel.hpp"

#include <array>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

namespace transferd {
namespace {

struct Pair {
    loop::UniqueFd one;
    loop::UniqueFd other;
};

Pair pair() {
    std::array<int, 2> sockets{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()), 0);
    return {loop::UniqueFd{sockets[0]}, loop::UniqueFd{sockets[1]}};
}

TEST(Channel, DeliversEverythingInOrderAlsoWhatTheSocketDidNotTakeAtOnce) {
    loop::EventLoop loop;
    auto sockets = pair();
    constexpr std::uint8_t count = 200;
    std::vector<std::uint8_t> seen;
    wire::Channel sender{loop, std::move(sockets.one), [](auto) {}};
    for (std::uint8_t i = 0; i < count; ++i) sender.send(wire::Bytes(std::size_t{32} * 1024, i));
    EXPECT_FALSE(sender.drained()) << "or the test proves nothing";
    wire::Channel receiver{loop, std::move(sockets.other), [&](auto bytes) {
                               seen.push_back(bytes.front());
                               if (seen.size() == count) loop.exit();
                           }};
    loop.run();
    for (std::uint8_t i = 0; i < count; ++i) EXPECT_EQ(seen.at(i), i);
}

TEST(Channel, TellsOnceThatTheOtherSideIsGoneAndThenSleeps) {
    loop::EventLoop loop;
    auto sockets = pair();
    int ends = 0;
    wire::Channel channel{loop, std::move(sockets.one), [&](auto bytes) {
                              if (bytes.empty()) ++ends;
                          }};
    sockets.other = {};
    for (int i = 0; i < 3; ++i) sd_event_run(loop.get(), 0);
    EXPECT_EQ(ends, 1);
    EXPECT_EQ(sd_event_run(loop.get(), 0), 0) << "nothing is ready any more";
    channel.send({1});
    EXPECT_TRUE(channel.drained());
}

TEST(Channel, MayBeDestroyedInItsOwnCallback) {
    loop::EventLoop loop;
    auto sockets = pair();
    std::unique_ptr<wire::Channel> channel;
    channel = std::make_unique<wire::Channel>(loop, std::move(sockets.one),
                                              [&](auto) { channel.reset(); });
    const std::array<char, 1> byte{};
    ASSERT_EQ(send(sockets.other.get(), byte.data(), 1, 0), 1);
    ASSERT_EQ(send(sockets.other.get(), byte.data(), 1, 0), 1);
    sd_event_run(loop.get(), 0);
    EXPECT_FALSE(channel);
}

TEST(Channel, DropsAPeerThatSendsMoreThanAMessageMayHave) {
    loop::EventLoop loop;
    auto sockets = pair();
    bool lost = false;
    wire::Channel channel{loop, std::move(sockets.one), [&](auto bytes) { lost = bytes.empty(); }};
    const wire::Bytes large(wire::largest_message + 1);
    ASSERT_EQ(send(sockets.other.get(), large.data(), large.size(), 0),
              static_cast<ssize_t>(large.size()));
    sd_event_run(loop.get(), 0);
    EXPECT_TRUE(lost);
}

}  // namespace
}  // namespace transferd
