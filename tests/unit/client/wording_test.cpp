// SPDX-License-Identifier: MIT
#include "client/wording.hpp"

#include <gtest/gtest.h>

namespace transferd::client {
namespace {

TEST(Wording, HasWordsForEveryStateReasonOfTheContract) {
    for (const char* reason :
         {"waiting-turn", "retry-delay", "offline", "captive-portal", "metered", "outside-hours",
          "rate-limited", "disk-full", "destination-unavailable", "owner-not-present", "on-battery",
          "worker-unavailable", "completing", "cancelling", "policy"}) {
        EXPECT_NE(reason_in_words(reason), reason);
    }
    EXPECT_EQ(reason_in_words("none"), "");
}

TEST(Wording, PassesOnAReasonItDoesNotKnowMadePrintable) {
    EXPECT_EQ(reason_in_words("new\x1B-reason"), "new-reason");
}

TEST(Percent, IsHundredOnlyAtTheEnd) {
    EXPECT_EQ(percent_of({{"BytesTotal", 100'000U}, {"BytesTransferred", 99'999U}}), 99U);
    EXPECT_EQ(percent_of({{"BytesTotal", 100'000U}, {"BytesTransferred", 100'000U}}), 100U);
}

TEST(Percent, IsNothingWhileTheSizeIsUnknownOrZero) {
    EXPECT_EQ(percent_of({{"BytesTotal", nullptr}, {"BytesTransferred", 5U}}), std::nullopt);
    EXPECT_EQ(percent_of({{"BytesTotal", 0U}, {"BytesTransferred", 0U}}), std::nullopt);
}

TEST(PolicyValue, ShowsTimesFromMicroseconds) {
    EXPECT_EQ(policy_value("JobInactivityTimeout", 7'776'000'000'000U), "90 d");
    EXPECT_EQ(policy_value("TimeSlice", 300'000'000U), "5 min");
    EXPECT_EQ(policy_value("StallTimeout", 250'000U), "250 ms");
}

TEST(PolicyValue, ShowsTheLongestTimeAsTheWordThatSetsIt) {
    EXPECT_EQ(policy_value("JobInactivityTimeout", 365'000ULL * 86400 * 1'000'000), "infinity");
}

TEST(PolicyValue, ShowsCountsAsTheyAre) {
    EXPECT_EQ(policy_value("MaxJobsPerUser", 60U), "60");
}

TEST(PolicyValue, TellsNoLimitFromAScheduleThatStops) {
    EXPECT_EQ(policy_value("RateLimit", 0U), "none");
    EXPECT_EQ(policy_value("Schedule night.RateLimitLow", 0U), "stopped");
    EXPECT_EQ(policy_value("Schedule night.RateLimit", 1'048'576U), "1.0 MiB/s");
    EXPECT_EQ(policy_value("Schedule night.RateLimitHigh", nullptr), "none");
}

TEST(PolicyValue, ShowsTextAsItIs) {
    EXPECT_EQ(policy_value("RunWhen", "always"), "always");
}

}  // namespace
}  // namespace transferd::client
