// SPDX-License-Identifier: MIT
// The inactivity rule, with clocks that jump (settings.md, "inactivity clock" and "overdue after
// long downtime or a clock jump").
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using namespace std::chrono_literals;
using test::Rules;
constexpr auto days = [](int count) { return core::microseconds{24h * count}; };

std::optional<std::uint32_t> sweep(Rules& rules) {
    std::optional<std::uint32_t> cancelled;
    rules.inactivity.sweep([&](std::uint32_t count) { cancelled = count; });
    rules.settle();
    return cancelled;
}

bool gone(const Rules& rules, core::JobId id) {
    const auto* record = rules.ledger.find(id);
    return !record || core::is_final(record->job.state);
}

TEST(Inactivity, CancelsAJobThatNobodyTouchedForNinetyDays) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_EQ(sweep(rules), 0U);
    rules.pass(days(90) - 1s);
    EXPECT_FALSE(gone(rules, id));
    rules.pass(1s);
    EXPECT_TRUE(gone(rules, id));
    EXPECT_EQ(rules.observer.heard.back(), "1 removed expired");
    EXPECT_EQ(rules.transfers.discarded.size(), 1U);
}

TEST(Inactivity, IsWatchedFromTheFirstJobOn) {
    Rules rules;
    EXPECT_EQ(sweep(rules), 0U);
    EXPECT_FALSE(rules.clock.next_alarm());
    const auto id = test::create(rules);
    rules.pass(days(90));
    EXPECT_TRUE(gone(rules, id));
}

TEST(Inactivity, BeginsAnewWithACallThatChangesTheJob) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_EQ(sweep(rules), 0U);
    rules.pass(days(60));
    rules.jobs.set_settings(Rules::alice, id, {{"Description", std::string("still wanted")}},
                            [](const auto&) {});
    rules.pass(days(60));
    EXPECT_FALSE(gone(rules, id));
    rules.pass(days(30));
    EXPECT_TRUE(gone(rules, id));
}

TEST(Inactivity, IsNotEndedByACallThatIsRefused) {
    Rules rules;
    const auto id = test::create(rules);
    EXPECT_EQ(sweep(rules), 0U);
    rules.pass(days(60));
    EXPECT_NE(rules.error_of([&](auto reply) {
        rules.jobs.resume(Rules::alice, id, core::Reply<core::Nothing>(reply));
    }),
              std::nullopt);
    rules.pass(days(30));
    EXPECT_TRUE(gone(rules, id));
}

TEST(Inactivity, IsEndedByBytesButNotByRetries) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const auto began = rules.job(id).last_activity;
    rules.pass(1h);
    rules.transfers.fail({id, {0}}, core::FailureCode::timed_out);
    rules.pass(1h);
    EXPECT_EQ(rules.job(id).last_activity, began);
    rules.transfers.report(test::started({id, {0}}, 100));
    rules.transfers.report(core::Progressed{{id, {0}}, 10});
    EXPECT_GT(rules.job(id).last_activity, began);
}

TEST(Inactivity, OfBytesThatMovedIsRememberedOverACrash) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.report(test::started({id, {0}}, 100));
    rules.pass(10min);
    rules.transfers.report(core::Progressed{{id, {0}}, 10});
    rules.transfers.report(core::Checkpointed{{id, {0}}, 10, {}});
    rules.settle();
    EXPECT_EQ(rules.store.load().at(0).job.last_activity, rules.clock.wall());
}

TEST(CancelInactive, AnswersHowManyItCancelled) {
    Rules rules{core::Policy{.job_inactivity_timeout = days(10)}};
    rules.transferred(Rules::alice, 1);
    test::create(rules, Rules::bob);
    EXPECT_EQ(sweep(rules), 0U);
    rules.clock.advance(days(5));
    test::create(rules);
    rules.clock.advance(days(6));
    EXPECT_EQ(sweep(rules), 2U);
}

TEST(CancelInactive, CountsAJobWhoseWorkerTakesLong) {
    Rules rules{core::Policy{.job_inactivity_timeout = days(1)}};
    rules.transferred(Rules::alice, 1);
    EXPECT_EQ(sweep(rules), 0U);
    rules.transfers.hold = true;
    rules.clock.advance(days(2));
    std::optional<std::uint32_t> cancelled;
    rules.inactivity.sweep([&](std::uint32_t count) { cancelled = count; });
    rules.settle();
    EXPECT_FALSE(cancelled);
    rules.pass(20s);
    EXPECT_EQ(cancelled, 1U);
}

TEST(AClockThatJumpsBack, NeverExpiresAnythingEarly) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_EQ(sweep(rules), 0U);
    rules.clock.jump(-days(1000));
    EXPECT_EQ(sweep(rules), 0U);
    rules.pass(days(89));
    EXPECT_FALSE(gone(rules, id));
}

TEST(AClockThatJumpsAhead, CancelsNothingBeforeASecondLookAnHourLater) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_EQ(sweep(rules), 0U);
    rules.clock.jump(days(4000));
    EXPECT_EQ(sweep(rules), 0U);
    rules.pass(59min);
    EXPECT_EQ(sweep(rules), 0U);
    EXPECT_FALSE(gone(rules, id));
    rules.pass(1min);
    EXPECT_TRUE(gone(rules, id));
}

TEST(AClockThatJumpsAhead, AndBackWithinTheHourCancelsNothing) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_EQ(sweep(rules), 0U);
    rules.clock.jump(days(4000));
    EXPECT_EQ(sweep(rules), 0U);
    rules.pass(30min);
    rules.clock.jump(-days(4000));
    rules.pass(days(1));
    EXPECT_FALSE(gone(rules, id));
}

TEST(AClockThatJumpsAhead, LetsAClientSaveItsJobWithinTheHour) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_EQ(sweep(rules), 0U);
    rules.clock.jump(days(4000));
    EXPECT_EQ(sweep(rules), 0U);
    rules.jobs.set_settings(Rules::alice, id, {{"Description", std::string("mine")}},
                            [](const auto&) {});
    rules.pass(2h);
    EXPECT_FALSE(gone(rules, id));
}

/// The rules of the next start, over what the last one saved.
struct NextStart {
    explicit NextStart(Rules& before)
        : ledger(before.store, observer, before.clock),
          runner(ledger, before.transfers, before.network, before.owners, before.clock,
                 before.policy, before.vault),
          errands(before.store, ledger, before.transfers, before.clock, before.owners),
          closer(ledger, runner, errands, before.transfers, before.clock),
          inactivity(ledger, closer, before.clock, before.sweeps, before.policy) {
        ledger.load();
        inactivity.sweep({});
        before.settle();
    }

    test::RecordingObserver observer;
    core::Ledger ledger;
    core::Runner runner;
    core::ErrandQueue errands;
    core::Closer closer;
    core::Inactivity inactivity;
};

bool gone(const NextStart& start, core::JobId id) {
    return core::is_final(start.ledger.find(id)->job.state);
}

TEST(LongDowntime, OfLessThanAWeekIsBelieved) {
    Rules before{core::Policy{.job_inactivity_timeout = days(2)}};
    const auto id = before.transferred(Rules::alice, 1);
    EXPECT_EQ(sweep(before), 0U);
    before.clock.reboot_after(days(6));
    EXPECT_TRUE(gone(NextStart{before}, id));
}

TEST(LongDowntime, OfMoreThanTheTimeoutIsLookedAtTwice) {
    Rules before;
    const auto id = before.transferred(Rules::alice, 1);
    EXPECT_EQ(sweep(before), 0U);
    before.clock.reboot_after(days(91));
    NextStart after{before};
    EXPECT_FALSE(gone(after, id));
    before.pass(1h);
    EXPECT_TRUE(gone(after, id));
}

TEST(LongDowntime, HoldsAlsoWhereTheBrokerRestartsWithinTheHour) {
    Rules before;
    const auto id = before.transferred(Rules::alice, 1);
    EXPECT_EQ(sweep(before), 0U);
    before.clock.reboot_after(days(91));
    EXPECT_FALSE(gone(NextStart{before}, id));
    before.pass(10min);
    EXPECT_FALSE(gone(NextStart{before}, id));
    before.clock.reboot_after(10min);
    NextStart third{before};
    EXPECT_FALSE(gone(third, id));
    before.pass(1h);
    EXPECT_TRUE(gone(third, id));
}

TEST(ALostRecordOfTheLastLook, IsReasonForASecondOne) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    rules.clock.advance(days(91));
    EXPECT_EQ(sweep(rules), 0U);
    rules.pass(1h);
    EXPECT_TRUE(gone(rules, id));
}

}  // namespace
}  // namespace transferd
