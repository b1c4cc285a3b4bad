// SPDX-License-Identifier: MIT
#include "broker/pool/launch_pauses.hpp"

#include <gtest/gtest.h>

namespace transferd::broker {
namespace {

using std::chrono::seconds;

TEST(LaunchPauses, AreTenSecondsThenAMinuteThenTenMinutesEachTime) {
    LaunchPauses pauses;
    for (const auto pause : {10, 60, 600, 600}) {
        const auto now = pauses.until();
        pauses.useless(now);
        EXPECT_EQ(pauses.until(), now + seconds{pause});
    }
}

TEST(LaunchPauses, AreWaitedForWhereAWorkerWasOfNoUse) {
    LaunchPauses pauses;
    pauses.useless(seconds{5});
    EXPECT_EQ(pauses.refusal(), "");
}

TEST(LaunchPauses, AfterARefusalAreTenSecondsInWhichItIsToldAgain) {
    LaunchPauses pauses;
    pauses.refused(seconds{5}, "There is none");
    EXPECT_EQ(pauses.until(), seconds{15});
    pauses.refused(seconds{6}, "There is none, as was told");
    EXPECT_EQ(pauses.until(), seconds{15});
    EXPECT_EQ(pauses.refusal(), "There is none");
}

}  // namespace
}  // namespace transferd::broker
