// SPDX-License-Identifier: MIT
#include "broker/bus/fair_queue.hpp"

#include <string>

#include <gtest/gtest.h>

namespace transferd::broker {
namespace {

constexpr core::Uid alice{2001};
constexpr core::Uid bob{2002};
constexpr core::Uid carol{2003};

/// What is taken, one after the other.
std::string all_of(FairQueue<char>& queue) {
    std::string taken;
    while (!queue.empty()) taken += queue.take().second;
    return taken;
}

TEST(FairQueue, KeepsTheOrderOfOneUser) {
    FairQueue<char> queue;
    for (const char item : {'1', '2', '3'}) queue.add(alice, item);
    EXPECT_EQ(all_of(queue), "123");
}

TEST(FairQueue, LetsWhoHasOneThingWaitForOneThingOfEachOther) {
    FairQueue<char> queue;
    for (int i = 0; i < 1000; ++i) queue.add(alice, 'a');
    for (int i = 0; i < 1000; ++i) queue.add(carol, 'c');
    queue.add(bob, 'b');
    EXPECT_EQ(all_of(queue).find('b'), 2U);
}

TEST(FairQueue, TakesUsersInTurnUntilTheyHaveNothingLeft) {
    FairQueue<char> queue;
    for (const char item : {'1', '2', '3'}) queue.add(alice, item);
    for (const char item : {'x', 'y'}) queue.add(bob, item);
    EXPECT_EQ(all_of(queue), "1x2y3");
}

TEST(FairQueue, LetsNobodyComeBackBeforeTheOthers) {
    FairQueue<char> queue;
    queue.add(alice, '1');
    queue.add(bob, 'x');
    EXPECT_EQ(queue.take().first, alice);
    queue.add(alice, '2');
    EXPECT_EQ(all_of(queue), "x2");
}

TEST(FairQueue, SaysWhoseItIs) {
    FairQueue<char> queue;
    queue.add(bob, 'x');
    const auto [uid, item] = queue.take();
    EXPECT_EQ(uid, bob);
    EXPECT_EQ(item, 'x');
    EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace transferd::broker
