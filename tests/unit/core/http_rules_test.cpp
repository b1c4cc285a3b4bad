// SPDX-License-Identifier: MIT
// MaximumSize, DynamicContent and HttpMethod as rules of a job.
#include "core/retry.hpp"
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::ErrorCode;
using core::FailureCode;
using test::Rules;

const core::Dictionary at_most_100{{"MaximumSize", std::uint64_t{100}}};
const core::Dictionary posted{{"HttpMethod", std::string("POST")}};
const core::Dictionary dynamic{{"DynamicContent", true}};

auto set(Rules& rules, core::JobId id, const core::Dictionary& changes) {
    return rules.error_of([&](auto reply) {
        rules.jobs.set_settings(Rules::alice, id, changes, core::Reply<core::Nothing>(reply));
    });
}

core::Started of_unknown_size(const core::FileRef& file) {
    return {.file = file, .part = {1, 9}, .effective_url = "http://server/file"};
}

TEST(ASettingFixedByResume, MayChangeBeforeAndNotAfter) {
    Rules rules;
    const auto id = test::create(rules);
    EXPECT_EQ(test::add(rules, id, "/tmp/a"), std::nullopt);
    EXPECT_EQ(set(rules, id, at_most_100), std::nullopt);
    EXPECT_EQ(set(rules, id, posted), std::nullopt);
    rules.jobs.resume(Rules::alice, id, [](const auto&) {});
    rules.settle();
    EXPECT_EQ(set(rules, id, {{"MaximumSize", std::uint64_t{200}}}), ErrorCode::read_only_setting);
    EXPECT_EQ(set(rules, id, {{"HttpMethod", std::string("GET")}}), ErrorCode::read_only_setting);
    EXPECT_EQ(set(rules, id, at_most_100), std::nullopt) << "what it is already";
    EXPECT_EQ(rules.job(id).settings.maximum_size, 100U);
}

TEST(ASettingFixedByResume, IsFixedInASubmittedJob) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    EXPECT_EQ(set(rules, id, posted), ErrorCode::read_only_setting);
}

TEST(DynamicContent, MayHelpAJobThatHasFailedWithoutIt) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.fail({id, {0}}, FailureCode::size_unknown);
    rules.settle();
    EXPECT_EQ(set(rules, id, dynamic), std::nullopt);
}

TEST(MaximumSize, StopsAJobWhoseFilesAreTooLargeTogetherBeforeTheirBytes) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2, at_most_100);
    rules.transfers.report(test::started({id, {0}}, 60));
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferring");
    rules.transfers.report(test::started({id, {1}}, 41));
    rules.settle();
    EXPECT_EQ(rules.state(id), "error");
    EXPECT_EQ(rules.job(id).error->code, FailureCode::size_limit);
    EXPECT_EQ(rules.job(id).error->file, core::FileIndex{1});
    EXPECT_FALSE(rules.transfers.runs(id));
}

TEST(MaximumSize, MayBeReachedToTheLastByte) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2, at_most_100);
    rules.transfers.finish({id, {0}}, 60);
    rules.transfers.finish({id, {1}}, 40);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferred");
}

TEST(MaximumSize, CountsBytesOfFilesWhoseSizeNobodyKnows) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2, at_most_100);
    for (std::uint32_t i = 0; i < 2; ++i) rules.transfers.report(of_unknown_size({id, {i}}));
    rules.transfers.report(core::Progressed{{id, {0}}, 60});
    rules.transfers.report(core::Progressed{{id, {1}}, 40});
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferring");
    rules.transfers.report(core::Progressed{{id, {1}}, 41});
    rules.settle();
    EXPECT_EQ(rules.job(id).error->code, FailureCode::size_limit);
}

TEST(MaximumSize, CountsAFileThatEndsBeforeItsBytesWereTold) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, at_most_100);
    rules.transfers.report(of_unknown_size({id, {0}}));
    rules.transfers.report(core::Finished{{id, {0}}, 101});
    rules.settle();
    EXPECT_EQ(rules.job(id).error->code, FailureCode::size_limit);
}

TEST(MaximumSize, GoesToTheWorkerLessWhatTheOtherFilesHave) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, at_most_100);
    const auto order = [&](std::uint32_t index) {
        return rules.transfers.running().at({id, {index}}).order;
    };
    EXPECT_EQ(order(0).largest_size, 100U);
    rules.transfers.report(test::started({id, {0}}, 60));
    rules.settle();
    EXPECT_EQ(test::add(rules, id, "/tmp/b"), std::nullopt);
    rules.jobs.suspend(Rules::alice, id, [](const auto&) {});
    rules.settle();
    rules.jobs.resume(Rules::alice, id, [](const auto&) {});
    rules.settle();
    EXPECT_EQ(order(0).largest_size, 100U);
    EXPECT_EQ(order(1).largest_size, 40U);
    const auto free = rules.submit(Rules::alice, 1);
    EXPECT_EQ(rules.transfers.running().at({free, {0}}).order.largest_size, std::nullopt);
}

/// The connection is lost after `bytes`, none of them durable.
void break_off(Rules& rules, core::FileRef file, std::uint64_t bytes) {
    rules.transfers.report(of_unknown_size(file));
    rules.transfers.report(core::Progressed{file, bytes});
    rules.transfers.fail(file, FailureCode::connection_lost);
    rules.settle();
}

TEST(DynamicContent, StartsOverAtOnceOnlyWhereItGotFurther) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, dynamic);
    break_off(rules, {id, {0}}, 50);
    EXPECT_TRUE(rules.transfers.runs(id));
    break_off(rules, {id, {0}}, 50);
    EXPECT_EQ(rules.state(id), "transient-error");
}

TEST(DynamicContent, MayStartOverAsOftenAsItTakes) {
    Rules rules;
    auto settings = dynamic;
    settings.emplace("MinimumRetryDelay", std::uint64_t{5});
    const auto id = rules.submit(Rules::alice, 1, settings);
    for (int i = 0; i < 20; ++i) {
        break_off(rules, {id, {0}}, 50);
        rules.pass(core::seconds{5});
    }
    EXPECT_TRUE(rules.transfers.runs(id));
    EXPECT_EQ(rules.job(id).bytes_transferred, 0U);
}

TEST(DynamicContent, IsNotInterruptedByATurn) {
    core::Policy policy;
    policy.max_active_background_jobs = 1;
    Rules rules{policy};
    const auto id = rules.submit(Rules::alice, 1, dynamic);
    const auto other = rules.submit(Rules::alice, 1);
    rules.pass(core::seconds{900});
    EXPECT_TRUE(rules.transfers.runs(id));
    EXPECT_FALSE(rules.transfers.runs(other));
}

TEST(AnotherMethod, MakesEveryErrorFinal) {
    for (const auto code : {FailureCode::timed_out, FailureCode::connection_lost,
                            FailureCode::worker_lost, FailureCode::name_not_resolved}) {
        Rules rules;
        const auto id = rules.submit(Rules::alice, 1, posted);
        rules.transfers.report(test::started({id, {0}}, 100));
        rules.transfers.report(core::Progressed{{id, {0}}, 50});
        rules.transfers.fail({id, {0}}, code);
        rules.settle();
        EXPECT_EQ(rules.state(id), "error") << core::word(code);
        EXPECT_FALSE(core::may_retry(*rules.job(id).error, rules.job(id).settings));
    }
}

TEST(AFileThatStartsOver, ThoughItIsTheSameSaysThatTheServerDoesNotGoOn) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const core::FileRef file{id, {0}};
    for (int i = 0; i < 7; ++i) {
        rules.transfers.report(test::started(file, 100));
        rules.transfers.report(core::Checkpointed{file, 50, {}});
        rules.settle();
    }
    EXPECT_EQ(rules.state(id), "error");
    EXPECT_EQ(rules.job(id).error->code, FailureCode::ranges_unsupported);
}

}  // namespace
}  // namespace transferd
