// SPDX-License-Identifier: MIT
#include "worker/http/stream_pace.hpp"

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

TEST(AStream, ThatBringsLessThanAHundredMebibytesASecondIsSlow) {
    StreamPace pace{7};
    EXPECT_TRUE(pace.is_slow(7 + StreamPace::enough - 1));
}

TEST(AStream, ThatBringsAHundredMebibytesASecondIsFast) {
    StreamPace pace{7};
    EXPECT_FALSE(pace.is_slow(7 + StreamPace::enough));
}

TEST(AStream, IsJudgedByEachIntervalAlone) {
    StreamPace pace{0};
    EXPECT_FALSE(pace.is_slow(3 * StreamPace::enough));
    EXPECT_TRUE(pace.is_slow(4 * StreamPace::enough - 1));
}

TEST(AStream, IsNotSlowBecauseTheDiskIs) {
    StreamPace pace{0};
    pace.disk_is_slower();
    EXPECT_FALSE(pace.is_slow(1));
    EXPECT_TRUE(pace.is_slow(2)) << "the disk was slow in an earlier interval";
}

}  // namespace

}  // namespace transferd::worker
