// SPDX-License-Identifier: MIT
#include "client/human.hpp"

#include <cstdlib>
#include <ctime>
#include <limits>

#include <gtest/gtest.h>

namespace transferd::client {
namespace {

TEST(HumanSize, CountsSmallSizesInBytes) {
    EXPECT_EQ(human_size(0), "0 B");
    EXPECT_EQ(human_size(1023), "1023 B");
}

TEST(HumanSize, UsesPowersOf1024) {
    EXPECT_EQ(human_size(1024), "1.0 KiB");
    EXPECT_EQ(human_size(1536), "1.5 KiB");
    EXPECT_EQ(human_size(29ULL << 20U), "29.0 MiB");
}

TEST(HumanSize, DropsTheDecimalFromThreeDigitsOn) {
    EXPECT_EQ(human_size(100ULL << 20U), "100 MiB");
    EXPECT_EQ(human_size(954ULL << 20U), "954 MiB");
}

TEST(HumanSize, NeverRoundsUpTo1024OfAUnit) {
    EXPECT_EQ(human_size((1ULL << 20U) - 1), "1.0 MiB");
}

TEST(HumanSize, KnowsTheLargestNumber) {
    EXPECT_EQ(human_size(std::numeric_limits<std::uint64_t>::max()), "16.0 EiB");
}

TEST(HumanDuration, ShowsTheTwoLargestUnits) {
    using std::chrono::seconds;
    EXPECT_EQ(human_duration(seconds{59}), "59 s");
    EXPECT_EQ(human_duration(seconds{185}), "3 min 05 s");
    EXPECT_EQ(human_duration(seconds{2 * 3600 + 30 * 60 + 7}), "2 h 30 min");
    EXPECT_EQ(human_duration(seconds{4 * 86400 + 2 * 3600}), "4 d 02 h");
}

TEST(HumanDuration, LeavesOutASmallerUnitThatIsZero) {
    EXPECT_EQ(human_duration(std::chrono::hours{24 * 90}), "90 d");
    EXPECT_EQ(human_duration(std::chrono::minutes{5}), "5 min");
}

TEST(HumanDuration, IsNeverNegative) {
    EXPECT_EQ(human_duration(std::chrono::seconds{-5}), "0 s");
}

TEST(HumanTime, ShowsATimeThatNeverCameAsADash) {
    EXPECT_EQ(human_time(0), "-");
}

TEST(HumanTime, IsLocalTime) {
    setenv("TZ", "XXX-2", 1);
    tzset();
    EXPECT_EQ(human_time(1'700'000'000'000'000), "2023-11-15 00:13:20");
}

}  // namespace
}  // namespace transferd::client
