// SPDX-License-Identifier: MIT
#include "worker/files/prefix.hpp"

#include <gtest/gtest.h>

namespace transferd::worker {
namespace {

TEST(APrefix, GrowsWithWhatGoesOnWithIt) {
    Prefix prefix{10};
    prefix.add(10, 20);
    prefix.add(20, 25);
    EXPECT_EQ(prefix.end(), 25U);
}

TEST(APrefix, DoesNotReachBehindAGap) {
    Prefix prefix;
    prefix.add(1, 10);
    prefix.add(20, 30);
    EXPECT_EQ(prefix.end(), 0U);
}

TEST(APrefix, ReachesToTheNextGapWhenOneIsFilled) {
    Prefix prefix;
    prefix.add(10, 20);
    prefix.add(20, 30);
    prefix.add(40, 50);
    prefix.add(0, 10);
    EXPECT_EQ(prefix.end(), 30U);
    prefix.add(30, 40);
    EXPECT_EQ(prefix.end(), 50U);
}

TEST(APrefix, TakesWhatComesInAnyOrder) {
    Prefix prefix;
    for (const std::uint64_t begin : {50, 20, 40, 10, 30, 0}) prefix.add(begin, begin + 10);
    EXPECT_EQ(prefix.end(), 60U);
}

TEST(APrefix, CountsNothingTwice) {
    Prefix prefix;
    prefix.add(10, 20);
    prefix.add(10, 15);
    prefix.add(0, 30);
    prefix.add(5, 25);
    EXPECT_EQ(prefix.end(), 30U);
}

TEST(APrefix, CountsWhatLiesBehindGapsOnce) {
    Prefix prefix{5};
    EXPECT_EQ(prefix.later(), 0U);
    prefix.add(10, 20);
    prefix.add(15, 18);
    prefix.add(30, 40);
    EXPECT_EQ(prefix.later(), 20U);
    prefix.add(18, 35);
    EXPECT_EQ(prefix.later(), 30U);
    prefix.add(5, 12);
    EXPECT_EQ(prefix.end() + prefix.later(), 40U);
}

TEST(APrefix, ForgetsWhatLiesBehindAGap) {
    Prefix prefix;
    prefix.add(10, 20);
    prefix.forget_later();
    EXPECT_EQ(prefix.later(), 0U);
    prefix.add(0, 10);
    EXPECT_EQ(prefix.end(), 10U);
}

}  // namespace
}  // namespace transferd::worker
