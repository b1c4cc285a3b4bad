// SPDX-License-Identifier: MIT
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::ErrorCode;
using test::add;
using test::create;
using test::Rules;

TEST(AddFile, RefusesAPlaceThatAnotherJobOfTheOwnerHas) {
    Rules rules;
    const auto first = create(rules);
    const auto second = create(rules);
    EXPECT_EQ(add(rules, first, "/tmp/same"), std::nullopt);
    EXPECT_EQ(add(rules, second, "/tmp/same"), ErrorCode::destination_exists);
}

TEST(AddFile, KnowsTheSameDirectoryByAnotherPath) {
    Rules rules;
    rules.transfers.directories["/var/tmp"] = rules.transfers.directories["/tmp"];
    const auto id = create(rules);
    EXPECT_EQ(add(rules, id, "/tmp/same"), std::nullopt);
    EXPECT_EQ(add(rules, id, "/var/tmp/same"), ErrorCode::destination_exists);
}

TEST(AddFile, LetsTwoOwnersHaveTheSamePlace) {
    Rules rules;
    EXPECT_EQ(add(rules, create(rules), "/tmp/same"), std::nullopt);
    EXPECT_EQ(add(rules, create(rules, Rules::bob), "/tmp/same", Rules::bob), std::nullopt);
}

TEST(AddFile, FreesThePlaceWithTheEndOfTheJob) {
    Rules rules;
    const auto first = create(rules);
    EXPECT_EQ(add(rules, first, "/tmp/same"), std::nullopt);
    rules.jobs.cancel(Rules::alice, first, {});
    rules.settle();
    EXPECT_EQ(add(rules, create(rules), "/tmp/same"), std::nullopt);
}

TEST(AddFile, AnswersAfterTwentySecondsWhereTheWorkerDoesNot) {
    Rules rules;
    const auto id = create(rules);
    rules.transfers.hold = true;
    std::optional<ErrorCode> error;
    int replies = 0;
    rules.jobs.add_files(Rules::alice, id, {{"http://server/x", "/tmp/x", {}}},
                         [&](const auto& outcome) {
                             ++replies;
                             if (!outcome.ok()) error = outcome.error().code();
                         });
    rules.pass(core::seconds{20});
    EXPECT_EQ(error, ErrorCode::destination_unavailable);
    rules.transfers.hold = false;
    rules.settle();
    EXPECT_EQ(replies, 1) << "the late answer is nobody's";
    EXPECT_EQ(rules.job(id).files_total, 0U);
}

TEST(AddFile, WhoseJobIsGoneWhenTheWorkerAnswersIsRefused) {
    Rules rules;
    const auto id = create(rules);
    rules.transfers.hold = true;
    std::optional<ErrorCode> error;
    rules.jobs.add_files(Rules::alice, id, {{"http://server/x", "/tmp/x", {}}},
                         [&](const auto& outcome) { error = outcome.error().code(); });
    rules.settle();
    rules.jobs.cancel(Rules::alice, id, {});
    rules.settle();
    rules.clock.advance(core::seconds{10});
    rules.transfers.hold = false;
    rules.settle();
    EXPECT_EQ(error, ErrorCode::invalid_state);
}

TEST(AddFiles, AddsAllOrNone) {
    Rules rules;
    const auto id = create(rules);
    EXPECT_EQ(rules.error_of([&](auto reply) {
        rules.jobs.add_files(
            Rules::alice, id,
            {{"http://server/x", "/tmp/a", {}}, {"http://server/x", "/gone/b", {}}},
            core::Reply<core::FileIndex>(reply));
    }),
              ErrorCode::destination_unavailable);
    EXPECT_EQ(rules.job(id).files_total, 0U);
}

TEST(Quota, LimitsTheJobsOfAUserAndOfTheMachine) {
    core::Policy policy;
    policy.max_jobs_per_user = 2;
    policy.max_jobs_per_machine = 3;
    Rules rules{policy};
    create(rules);
    create(rules);
    const auto refused = [&](core::Caller caller) {
        return rules.error_of([&](auto reply) {
            rules.jobs.create(caller, {"download", "", {}}, core::Reply<core::JobId>(reply));
        });
    };
    EXPECT_EQ(refused(Rules::alice), ErrorCode::too_many_jobs_per_user);
    create(rules, Rules::bob);
    EXPECT_EQ(refused({.uid = {1003}}), ErrorCode::too_many_jobs_per_machine);
    EXPECT_EQ(refused({.uid = {999}}), std::nullopt) << "system accounts are exempt";
}

TEST(Quota, LimitsTheFilesOfAJob) {
    core::Policy policy;
    policy.max_files_per_job = 1;
    Rules rules{policy};
    const auto id = create(rules);
    EXPECT_EQ(add(rules, id, "/tmp/a"), std::nullopt);
    EXPECT_EQ(add(rules, id, "/tmp/b"), ErrorCode::too_many_files);
}

TEST(Quota, LimitsTheStringsOfAUser) {
    core::Policy policy;
    policy.max_files_per_job = 100'000;
    Rules rules{policy};
    const auto id = create(rules);
    std::optional<ErrorCode> refused;
    int batches = 0;
    while (!refused && batches < 100) {
        std::vector<core::NewFile> files;
        for (int i = 0; i < 50; ++i)
            files.push_back({"http://server/" + std::string(7900, 'x'),
                             "/tmp/" + std::to_string(batches) + "-" + std::to_string(i),
                             {}});
        refused = rules.error_of([&](auto reply) {
            rules.jobs.add_files(Rules::alice, id, files, core::Reply<core::FileIndex>(reply));
        });
        ++batches;
    }
    EXPECT_EQ(refused, ErrorCode::limits_exceeded);
    EXPECT_GE(batches * 50 * 7900, 16 * 1024 * 1024);
}

}  // namespace
}  // namespace transferd
