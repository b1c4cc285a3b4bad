// SPDX-License-Identifier: MIT
// NoProgressTimeout: from the first transient error, on the clock that never jumps.
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using namespace std::chrono_literals;
using core::FailureCode;
using test::Restarted;
using test::Rules;

const core::Dictionary short_patience{{"MinimumRetryDelay", std::uint64_t{100}},
                                      {"NoProgressTimeout", std::uint64_t{250}}};

core::JobId failing(Rules& rules) {
    const auto id = rules.submit(Rules::alice, 1, short_patience);
    rules.transfers.fail({id, {0}}, FailureCode::timed_out);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transient-error");
    return id;
}

void expect_no_progress(const Rules& rules, core::JobId id) {
    EXPECT_EQ(rules.state(id), "error");
    ASSERT_TRUE(rules.job(id).error);
    EXPECT_EQ(core::code_word(*rules.job(id).error), "no-progress");
    EXPECT_NE(rules.job(id).error->message.find("timed-out"), std::string::npos);
}

TEST(NoProgressTimeout, EndsAJobThatWaitsForItsNextTry) {
    Rules rules;
    const auto id = failing(rules);
    for (int i = 0; i < 2; ++i) {
        rules.pass(100s);
        rules.transfers.fail({id, {0}}, FailureCode::timed_out);
        rules.settle();
    }
    rules.pass(49s);
    EXPECT_EQ(rules.state(id), "transient-error");
    rules.pass(1s);
    expect_no_progress(rules, id);
    rules.pass(1h);
    EXPECT_EQ(rules.state(id), "error") << "nothing is tried any more";
}

TEST(NoProgressTimeout, EndsAJobWhoseServerSaysNothing) {
    Rules rules;
    const auto id = failing(rules);
    rules.pass(100s);
    rules.transfers.report(test::started({id, {0}}, 10));
    rules.pass(149s);
    EXPECT_EQ(rules.state(id), "transferring");
    rules.pass(1s);
    EXPECT_EQ(rules.state(id), "error");
    EXPECT_EQ(core::code_word(*rules.job(id).error), "no-progress");
    EXPECT_FALSE(rules.transfers.runs(id));
}

TEST(NoProgressTimeout, BeginsAnewWithAnyByte) {
    Rules rules;
    const auto id = failing(rules);
    rules.pass(100s);
    rules.transfers.report(test::started({id, {0}}, 10));
    rules.pass(149s);
    rules.transfers.report(core::Progressed{{id, {0}}, 1});
    rules.pass(1h);
    EXPECT_EQ(rules.state(id), "transferring");
}

TEST(NoProgressTimeout, IsNotPutOffByBytesBehindAGapThatWillBeLost) {
    Rules rules;
    const auto id = failing(rules);
    rules.pass(100s);
    rules.transfers.report(test::started({id, {0}}, 10));
    rules.pass(149s);
    rules.transfers.report(core::Progressed{{id, {0}}, 0, 5});
    EXPECT_EQ(rules.job(id).bytes_transferred, 5U);
    rules.pass(1s);
    EXPECT_EQ(rules.state(id), "error");
}

TEST(NoProgressTimeout, CountsNoJumpOfTheCalendar) {
    for (const auto jump : {core::microseconds{24h * 365}, core::microseconds{-24h * 365}}) {
        Rules rules;
        const auto id = failing(rules);
        rules.clock.jump(jump);
        rules.pass(100s);
        rules.transfers.fail({id, {0}}, FailureCode::timed_out);
        rules.settle();
        EXPECT_EQ(rules.state(id), "transient-error");
        rules.clock.jump(-jump);
        rules.pass(149s);
        EXPECT_NE(rules.state(id), "error");
        rules.pass(1s);
        EXPECT_EQ(rules.state(id), "error");
    }
}

TEST(NoProgressTimeout, CountsNoTimeInWhichTheNetworkWasAway) {
    Rules rules;
    const auto id = failing(rules);
    rules.pass(100s);
    rules.network.become(core::NetworkState::offline);
    rules.settle();
    rules.pass(24h * 30);
    EXPECT_EQ(rules.reason(id), "offline");
    rules.network.become(core::NetworkState::online);
    rules.settle();
    EXPECT_EQ(rules.state(id), "connecting");
    rules.pass(149s);
    EXPECT_EQ(rules.state(id), "connecting");
    rules.pass(1s);
    EXPECT_EQ(rules.state(id), "error");
}

TEST(NoProgressTimeout, CountsWhatWasUsedBeforeAnotherBootAndNotTheTimeBetween) {
    Rules before;
    const auto id = failing(before);
    before.pass(100s);
    before.transfers.fail({id, {0}}, FailureCode::timed_out);
    before.settle();
    before.clock.reboot_after(24h * 30);
    Restarted after{before};
    after.begin();
    before.settle();
    EXPECT_FALSE(after.ledger.find(id)->job.state == core::JobState::error);
    before.pass(149s);
    EXPECT_FALSE(after.ledger.find(id)->job.state == core::JobState::error);
    before.pass(1s);
    EXPECT_EQ(after.ledger.find(id)->job.state, core::JobState::error);
}

TEST(MaximumTransferTime, LosesToACrashNoMoreThanTheBytesSinceTheLastCheckpoint) {
    Rules before;
    const auto id = before.submit(Rules::alice, 1, {{"MaximumTransferTime", std::uint64_t{1000}}});
    before.transfers.report(test::started({id, {0}}, 100));
    before.pass(600s);
    before.transfers.report(core::Checkpointed{{id, {0}}, 60, {}});
    before.settle();
    Restarted after{before};
    EXPECT_EQ(after.ledger.find(id)->job.active_time, 600s);
}

TEST(AReason, SaysThatTheDirectoryIsNotThere) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.fail({id, {0}}, FailureCode::destination_unavailable);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transient-error");
    EXPECT_EQ(rules.reason(id), "destination-unavailable");
    rules.pass(600s);
    EXPECT_EQ(rules.reason(id), "none");
}

TEST(AReason, SaysThatThereIsNoWorker) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    for (int i = 0; i < 4; ++i) {
        rules.transfers.fail({id, {0}}, FailureCode::worker_lost);
        rules.settle();
    }
    EXPECT_EQ(rules.state(id), "transient-error");
    EXPECT_EQ(rules.reason(id), "worker-unavailable");
}

TEST(AReason, SaysThatACompleteFailedForADirectoryThatIsNotThere) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    rules.transfers.directories.erase("/tmp");
    ASSERT_TRUE(test::complete(rules, id).error);
    EXPECT_EQ(rules.state(id), "transferred");
    EXPECT_EQ(rules.reason(id), "destination-unavailable");
}

TEST(AReason, SaysThatThePolicyEndedTheJob) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, {{"MaximumTransferTime", std::uint64_t{10}}});
    rules.pass(10s);
    EXPECT_EQ(rules.state(id), "error");
    EXPECT_EQ(rules.reason(id), "policy");
}

TEST(AReason, SaysThatAJobWaitsAfterASaveThatFailed) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.jobs.suspend(Rules::alice, id, [](const auto&) {});
    rules.store.fail_next_commit("the disk is full");
    rules.store.commit();
    EXPECT_EQ(rules.state(id), "queued");
    EXPECT_EQ(rules.reason(id), "retry-delay");
    rules.pass(10s);
    EXPECT_EQ(rules.state(id), "connecting");
}

}  // namespace
}  // namespace transferd
