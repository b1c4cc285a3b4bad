// SPDX-License-Identifier: MIT
// What one user may have, and that another one's is nobody's loss.
#include "broker/bus/pending_calls.hpp"
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

/// The error with which files of the longest URLs are refused in the end, a job after another.
ErrorCode fill(Rules& rules) {
    const std::string longest = "http://server/" + std::string(7986, 'x');
    for (int path = 0;; ++path) {
        const auto refused = rules.error_of([&](auto reply) {
            rules.jobs.create(Rules::alice, {"download", "", {}}, core::Reply<core::JobId>(reply));
        });
        if (refused) return *refused;
        std::vector<core::NewFile> files;
        for (int i = 0; i < 200; ++i)
            files.push_back(
                {longest, "/tmp/f" + std::to_string(path) + "-" + std::to_string(i), {}});
        const core::JobId made{static_cast<std::uint64_t>(path) + 1};
        const auto error = rules.error_of([&](auto reply) {
            rules.jobs.add_files(Rules::alice, made, files, core::Reply<core::FileIndex>(reply));
        });
        if (error) return *error;
    }
}

TEST(StoredStrings, AreLimitedForEachUserAndFreeAgainWithTheJob) {
    Rules rules;
    EXPECT_EQ(fill(rules), ErrorCode::limits_exceeded);
    EXPECT_LE(rules.ledger.stored_bytes(Rules::alice.uid), core::most_stored_bytes);
    EXPECT_GT(rules.ledger.stored_bytes(Rules::alice.uid), core::most_stored_bytes * 8 / 10);
    const auto his = test::create(rules, Rules::bob);
    EXPECT_EQ(test::add(rules, his, "/tmp/his", Rules::bob), std::nullopt);
    ASSERT_EQ(test::cancel(rules, {1}).error, std::nullopt);
    const auto hers = test::create(rules);
    EXPECT_EQ(test::add(rules, hers, "/tmp/hers"), std::nullopt);
}

/// 16,000 bytes, in a setting.
core::Dictionary notes() {
    return {{"Metadata", core::StringMap{{"note", std::string(15996, 'x')}}}};
}

/// Why no more jobs with such notes are made.
std::optional<ErrorCode> fill_with_notes(Rules& rules) {
    std::optional<ErrorCode> refused;
    for (int made = 0; !refused && made < 1100; ++made)
        refused = rules.error_of([&](auto reply) {
            rules.jobs.create(Rules::alice, {"download", "", notes()},
                              core::Reply<core::JobId>(reply));
        });
    return refused;
}

std::optional<ErrorCode> set(Rules& rules, core::JobId id, const core::Dictionary& settings) {
    return rules.error_of([&](auto reply) {
        rules.jobs.set_settings(Rules::alice, id, settings, core::Reply<core::Nothing>(reply));
    });
}

core::Policy many_jobs() {
    core::Policy policy;
    policy.max_jobs_per_user = policy.max_jobs_per_machine = 2000;
    return policy;
}

TEST(StoredStrings, CountTheSettingsOfNewJobsAndOfThoseThatAreThere) {
    Rules rules{many_jobs()};
    ASSERT_EQ(fill_with_notes(rules), ErrorCode::limits_exceeded);
    EXPECT_GT(rules.ledger.usage(Rules::alice.uid).jobs_of_user, 1000U);
    const std::string path = "/" + std::string(4000, 'x');
    std::optional<ErrorCode> refused;
    for (std::uint64_t job = 1; !refused && job <= 3; ++job)
        refused =
            set(rules, {job},
                {{"TlsCaFile", path}, {"TlsClientCertificate", path}, {"TlsClientKey", path}});
    EXPECT_EQ(refused, ErrorCode::limits_exceeded);
    EXPECT_LE(rules.ledger.stored_bytes(Rules::alice.uid), core::most_stored_bytes);
    EXPECT_EQ(set(rules, {1}, {{"Metadata", core::StringMap{}}}), std::nullopt) << "it is less";
}

TEST(PendingCalls, AreSixtyFourForEachUser) {
    broker::PendingCalls pending;
    for (int i = 0; i < 64; ++i) pending.enter(Rules::alice.uid);
    try {
        pending.enter(Rules::alice.uid);
        FAIL();
    } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::limits_exceeded);
    }
    EXPECT_NO_THROW(pending.enter(Rules::bob.uid));
    pending.leave(Rules::alice.uid);
    EXPECT_NO_THROW(pending.enter(Rules::alice.uid));
}

TEST(Quotas, AreThoseOfTheContractUnlessThePolicySaysOtherwise) {
    const core::Policy policy;
    EXPECT_EQ(policy.max_jobs_per_user, 60U);
    EXPECT_EQ(policy.max_jobs_per_machine, 300U);
    EXPECT_EQ(policy.max_files_per_job, 200U);
    EXPECT_EQ(policy.max_ranges_per_file, 500U);
}

TEST(Quotas, DoNotHoldForRootAndSystemAccounts) {
    const core::Policy policy{
        .max_jobs_per_user = 1, .max_jobs_per_machine = 1, .max_files_per_job = 1};
    const core::Usage full{.jobs_of_user = 1, .jobs_on_machine = 1};
    for (const std::uint32_t uid : {0U, 1U, 999U}) {
        EXPECT_NO_THROW(core::check_new_job({uid}, full, {}, policy));
        EXPECT_NO_THROW(core::check_new_files({uid}, 1, 1, policy));
    }
    for (const std::uint32_t uid : {1000U, 60'000U}) {
        EXPECT_THROW(core::check_new_job({uid}, full, {}, policy), core::Error);
        EXPECT_THROW(core::check_new_files({uid}, 1, 1, policy), core::Error);
    }
}

TEST(Quotas, OfTheMachineCountEverybodysJobs) {
    Rules rules{core::Policy{.max_jobs_per_machine = 2}};
    test::create(rules);
    test::create(rules);
    EXPECT_EQ(rules.error_of([&](auto reply) {
        rules.jobs.create(Rules::bob, {"download", "", {}}, core::Reply<core::JobId>(reply));
    }),
              ErrorCode::too_many_jobs_per_machine);
}

}  // namespace
}  // namespace transferd
