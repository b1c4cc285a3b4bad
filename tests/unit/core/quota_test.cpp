// SPDX-License-Identifier: MIT
// What a refusal for MaxJobsPerUser tells the client to do about it.
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::ErrorCode;
using test::Rules;

core::Policy three_jobs() {
    core::Policy policy;
    policy.max_jobs_per_user = 3;
    return policy;
}

/// The message with which one more job is refused.
std::string refusal(Rules& rules) {
    try {
        rules.jobs.create(Rules::alice, {"download", "One more", {}}, [](const auto&) {});
    } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::too_many_jobs_per_user);
        return error.what();
    }
    return "it was made";
}

TEST(TooManyJobsPerUser, SaysHowManyOfTheCallersJobsWaitForCompleteAndWhichIsTheOldest) {
    Rules rules{three_jobs()};
    rules.transferred(Rules::bob, 1);
    test::create(rules);
    const auto oldest = rules.transferred(Rules::alice, 1);
    EXPECT_NE(oldest, core::JobId{1}) << "Bob's is older and does not count";
    rules.transferred(Rules::alice, 1);
    EXPECT_EQ(refusal(rules),
              "You have 3 jobs, the most that MaxJobsPerUser allows; 2 of them wait for Complete, "
              "the oldest is job 3");
}

TEST(TooManyJobsPerUser, SaysThatOneWaits) {
    Rules rules{three_jobs()};
    test::create(rules);
    test::create(rules);
    rules.transferred(Rules::alice, 1);
    EXPECT_EQ(refusal(rules),
              "You have 3 jobs, the most that MaxJobsPerUser allows; 1 of them waits for Complete, "
              "the oldest is job 3");
}

TEST(TooManyJobsPerUser, SaysWhereNoneWaits) {
    Rules rules{three_jobs()};
    for (int i = 0; i < 3; ++i) test::create(rules);
    EXPECT_EQ(refusal(rules),
              "You have 3 jobs, the most that MaxJobsPerUser allows; none of them waits for "
              "Complete, so wait or cancel some");
}

TEST(TooManyJobsPerUser, IsNoLongerSaidAfterComplete) {
    Rules rules{three_jobs()};
    core::JobId last;
    for (int i = 0; i < 3; ++i) last = rules.transferred(Rules::alice, 1);
    test::complete(rules, last);
    EXPECT_EQ(refusal(rules), "it was made");
}

}  // namespace
}  // namespace transferd
