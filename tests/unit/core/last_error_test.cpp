// SPDX-License-Identifier: MIT
// How long a job's error can be read, and what gives a job patience again.
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::FailureCode;
using test::Rules;

/// What GetError answers: the error's code, or "none".
std::string error(const Rules& rules, core::JobId id) {
    const auto job = rules.job(id);
    return job.error ? core::code_word(*job.error) : "none";
}

core::JobId failed(Rules& rules, FailureCode code, const core::Dictionary& settings = {}) {
    const auto id = rules.submit(Rules::alice, 2, settings);
    rules.transfers.finish({id, {0}}, 10);
    rules.transfers.fail({id, {1}}, code);
    rules.settle();
    return id;
}

TEST(AnError, CanBeReadUntilBytesMoveAgain) {
    Rules rules;
    const auto id = failed(rules, FailureCode::disk_full);
    rules.jobs.resume(Rules::alice, id, [](const auto&) {});
    rules.settle();
    ASSERT_EQ(rules.state(id), "connecting");
    EXPECT_EQ(error(rules, id), "disk-full");
    rules.transfers.report(test::started({id, {1}}, 100));
    rules.settle();
    EXPECT_EQ(error(rules, id), "none");
}

TEST(AnError, CannotBeReadOfAFinalJob) {
    for (const bool completed : {true, false}) {
        Rules rules;
        const auto id = failed(rules, FailureCode::disk_full);
        if (completed)
            test::complete(rules, id);
        else
            rules.jobs.cancel(Rules::alice, id, [](const auto&) {});
        rules.settle();
        ASSERT_EQ(rules.state(id), completed ? "acknowledged" : "cancelled");
        EXPECT_EQ(error(rules, id), "none");
    }
}

TEST(AnError, OfPublishingIsGoneWhenASecondCompleteSucceeds) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    rules.transfers.unpublishable[{id, {0}}] = test::exists({id, {0}});
    ASSERT_TRUE(test::complete(rules, id).error);
    ASSERT_EQ(error(rules, id), "validation-failed");
    rules.transfers.unpublishable.clear();
    ASSERT_TRUE(test::complete(rules, id).completed);
    EXPECT_EQ(error(rules, id), "none");
}

TEST(NoProgressTimeout, IsResetByAnyByte) {
    Rules rules;
    const auto id = failed(
        rules, FailureCode::timed_out,
        {{"MinimumRetryDelay", std::uint64_t{60}}, {"NoProgressTimeout", std::uint64_t{100}}});
    for (int i = 0; i < 5; ++i) {
        ASSERT_EQ(rules.state(id), "transient-error") << i;
        rules.pass(core::seconds{60});
        rules.transfers.report(test::started({id, {1}}, 1000));
        rules.transfers.report(core::Progressed{{id, {1}}, 1});
        rules.transfers.fail({id, {1}}, FailureCode::timed_out);
        rules.settle();
    }
    for (int i = 0; i < 2; ++i) {
        ASSERT_EQ(rules.state(id), "transient-error") << i;
        rules.pass(core::seconds{60});
        rules.transfers.fail({id, {1}}, FailureCode::timed_out);
        rules.settle();
    }
    EXPECT_EQ(rules.state(id), "error") << "120 s without a byte";
}

TEST(MinimumRetryDelay, BelowFiveSecondsIsRaisedToFive) {
    Rules rules;
    const auto id =
        failed(rules, FailureCode::timed_out, {{"MinimumRetryDelay", std::uint64_t{1}}});
    rules.pass(core::seconds{4});
    EXPECT_EQ(rules.state(id), "transient-error");
    rules.pass(core::seconds{1});
    EXPECT_EQ(rules.state(id), "connecting");
}

TEST(MaximumTransferTime, IsSummedOverRunsAndDoesNotCountWaiting) {
    Rules rules;
    const auto id = rules.submit(
        Rules::alice, 1,
        {{"MaximumTransferTime", std::uint64_t{100}}, {"MinimumRetryDelay", std::uint64_t{1000}}});
    rules.pass(core::seconds{60});
    rules.transfers.fail({id, {0}}, FailureCode::timed_out);
    rules.pass(core::seconds{1000});
    ASSERT_EQ(rules.state(id), "connecting");
    rules.pass(core::seconds{39});
    EXPECT_EQ(rules.state(id), "connecting");
    rules.pass(core::seconds{1});
    EXPECT_EQ(rules.state(id), "error");
    EXPECT_EQ(error(rules, id), "max-transfer-time");
}

}  // namespace
}  // namespace transferd
