// SPDX-License-Identifier: MIT
// What an owner's account and log-in do to jobs.
#include "unit/core/rules.hpp"

#include <chrono>

namespace transferd {
namespace {

using core::Standing;
using test::Rules;

const core::Dictionary when_logged_in{{"RunWhen", std::string("logged-in")}};
constexpr std::chrono::hours a_day{24};
constexpr core::Caller root = core::administrator({0});

TEST(RunWhenLoggedIn, HoldsAJobQueuedUntilItsOwnerLogsIn) {
    Rules rules;
    rules.owners.log_out(Rules::alice.uid);
    const auto id = rules.submit(Rules::alice, 1, when_logged_in);
    EXPECT_EQ(rules.state(id), "queued");
    EXPECT_EQ(rules.reason(id), "owner-not-present");
    EXPECT_FALSE(rules.transfers.runs(id));
    rules.owners.log_in(Rules::alice.uid);
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(id));
    EXPECT_EQ(rules.reason(id), "none");
}

TEST(RunWhenLoggedIn, StopsAJobWhoseOwnerLogsOutWithoutAnError) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, when_logged_in);
    ASSERT_TRUE(rules.transfers.runs(id));
    rules.owners.log_out(Rules::alice.uid);
    rules.settle();
    EXPECT_FALSE(rules.transfers.runs(id));
    EXPECT_EQ(rules.reason(id), "owner-not-present");
    EXPECT_FALSE(rules.job(id).error);
    EXPECT_EQ(rules.job(id).error_count, 0U);
}

TEST(RunWhenLoggedIn, HoldsAForegroundJobToo) {
    Rules rules;
    rules.owners.log_out(Rules::alice.uid);
    auto settings = when_logged_in;
    settings["Priority"] = std::string("foreground");
    EXPECT_FALSE(rules.transfers.runs(rules.submit(Rules::alice, 1, settings)));
}

TEST(RunWhenLoggedIn, TakesNoPlaceFromWhoIsThere) {
    Rules rules{core::Policy{.max_active_background_jobs = 1}};
    rules.owners.log_out(Rules::alice.uid);
    const auto held = rules.submit(Rules::alice, 1, when_logged_in);
    const auto runs = rules.submit(Rules::bob, 1, when_logged_in);
    EXPECT_FALSE(rules.transfers.runs(held));
    EXPECT_TRUE(rules.transfers.runs(runs));
}

TEST(RunWhenAlways, RunsAJobWhoseOwnerIsLoggedOut) {
    Rules rules;
    rules.owners.log_out(Rules::alice.uid);
    EXPECT_TRUE(rules.transfers.runs(rules.submit(Rules::alice, 1)));
}

TEST(RunWhenAlways, IsNoWayAroundThePolicy) {
    Rules rules{core::Policy{.run_when = core::RunWhen::logged_in}};
    rules.owners.log_out(Rules::alice.uid);
    const auto id = rules.submit(Rules::alice, 1, {{"RunWhen", std::string("always")}});
    EXPECT_EQ(rules.reason(id), "owner-not-present");
    EXPECT_FALSE(rules.transfers.runs(id));
}

TEST(RunWhen, HoldsFromTheMomentItIsSet) {
    Rules rules;
    rules.owners.log_out(Rules::alice.uid);
    const auto id = rules.submit(Rules::alice, 1);
    rules.jobs.set_settings(Rules::alice, id, when_logged_in, [](const auto&) {});
    rules.settle();
    EXPECT_FALSE(rules.transfers.runs(id));
    EXPECT_EQ(rules.reason(id), "owner-not-present");
}

TEST(ALockedAccount, HasItsJobsWaitWithoutAnError) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.owners.become(Rules::alice.uid, Standing::locked);
    rules.settle();
    EXPECT_EQ(rules.state(id), "queued");
    EXPECT_EQ(rules.reason(id), "owner-not-present");
    rules.pass(a_day * 2);
    EXPECT_EQ(rules.state(id), "queued");
    rules.owners.become(Rules::alice.uid, Standing::here);
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(id));
}

/// Stopped in order, or its worker was refused or lost: no attempt has failed.
TEST(ALockedAccount, IsNoErrorOfAJobWhoseEveryErrorIsFinal) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, {{"HttpMethod", std::string("POST")}});
    rules.owners.become(Rules::alice.uid, Standing::locked);
    rules.transfers.lose(Rules::alice.uid);
    rules.settle();
    EXPECT_EQ(rules.state(id), "queued");
    EXPECT_EQ(rules.reason(id), "owner-not-present");
    EXPECT_FALSE(rules.job(id).error);
    rules.owners.become(Rules::alice.uid, Standing::here);
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(id));
}

TEST(AWorkerThatIsLost, IsAnErrorOfAJobWhoseEveryErrorIsFinal) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, {{"HttpMethod", std::string("POST")}});
    rules.transfers.lose(Rules::alice.uid);
    rules.settle();
    EXPECT_EQ(rules.state(id), "error");
}

TEST(AnAccount, IsAskedForAgainOnceAnHourHoweverManyLogIn) {
    Rules rules;
    int times = 0;
    rules.owner_watch.on_review([&] { ++times; });
    for (int minute = 0; minute < 180; ++minute) {
        rules.owners.log_in(Rules::bob.uid);
        rules.pass(std::chrono::minutes{1});
    }
    EXPECT_EQ(times, 3);
}

TEST(AnAccount, IsAskedForAgainWhenSomebodyHasWrittenToTheAccounts) {
    Rules rules;
    int times = 0;
    rules.owner_watch.on_review([&] { ++times; });
    rules.owners.become(Rules::bob.uid, Standing::gone);
    EXPECT_EQ(times, 1);
}

TEST(AnAccountThatIsGone, LosesItsJobsAfterADayAndNotBefore) {
    Rules rules;
    const auto runs = rules.submit(Rules::alice, 1);
    const auto waits = create(rules);
    const auto others = rules.submit(Rules::bob, 1);
    rules.owners.become(Rules::alice.uid, Standing::gone);
    rules.settle();
    EXPECT_EQ(rules.reason(runs), "owner-not-present");
    rules.pass(a_day - std::chrono::minutes{1});
    EXPECT_EQ(rules.state(runs), "queued");
    rules.pass(std::chrono::hours{1});
    EXPECT_EQ(rules.state(runs), "cancelled");
    EXPECT_EQ(rules.state(waits), "cancelled");
    EXPECT_TRUE(rules.transfers.runs(others));
}

TEST(AnAccountThatIsGone, LeavesItsFilesAndSaysWhichTheyAre) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    rules.owners.become(Rules::alice.uid, Standing::gone);
    rules.pass(a_day + std::chrono::hours{1});
    EXPECT_EQ(rules.state(id), "cancelled");
    EXPECT_EQ(rules.observer.leftovers.size(), 1U);
    EXPECT_EQ(rules.transfers.parts_of(id), 1U);
    EXPECT_TRUE(rules.errands.empty()) << "who has its uid next did not make them";
}

TEST(AnAccountThatIsGone, IsRememberedOverARestart) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.owners.become(Rules::alice.uid, Standing::gone);
    rules.settle();
    test::Restarted next{rules};
    rules.clock.advance(a_day);
    next.begin();
    rules.settle();
    EXPECT_TRUE(core::is_final(next.ledger.find(id)->job.state));
}

TEST(AnAccountThatIsGone, KeepsItsJobsWhereItComesBackInTime) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.owners.become(Rules::alice.uid, Standing::gone);
    rules.pass(std::chrono::hours{23});
    rules.owners.become(Rules::alice.uid, Standing::here);
    rules.pass(std::chrono::hours{23});
    EXPECT_TRUE(rules.transfers.runs(id));
    rules.owners.become(Rules::alice.uid, Standing::gone);
    rules.pass(std::chrono::hours{23});
    EXPECT_EQ(rules.state(id), "queued") << "the day begins anew";
}

TEST(AnAccountDatabaseThatDoesNotAnswer, CostsNobodyAJob) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.owners.silent = true;
    rules.pass(a_day * 3);
    EXPECT_TRUE(rules.transfers.runs(id));
}

class AUidOfAnotherAccount : public testing::Test {
  protected:
    AUidOfAnotherAccount() {
        rules.owners.become(Rules::alice.uid, Standing::replaced);
        rules.settle();
    }

    Rules rules;
    core::JobId id = rules.submit(Rules::alice, 1);
};

TEST_F(AUidOfAnotherAccount, HoldsTheJobsOfTheOldOne) {
    EXPECT_EQ(rules.state(id), "queued");
    EXPECT_EQ(rules.reason(id), "owner-not-present");
    EXPECT_FALSE(rules.transfers.runs(id));
    rules.pass(a_day * 7);
    EXPECT_EQ(rules.state(id), "queued");
}

TEST_F(AUidOfAnotherAccount, ShowsTheNewOneNothing) {
    EXPECT_EQ(rules.error_of([&](auto reply) { rules.jobs.cancel(Rules::alice, id, reply); }),
              core::ErrorCode::no_such_job);
    EXPECT_THROW((void)rules.jobs.job(Rules::alice, id), core::Error);
    EXPECT_EQ(rules.jobs.quota(Rules::alice).usage.jobs_of_user, 0U);
}

TEST_F(AUidOfAnotherAccount, LeavesTheNewOneTheSameDestinations) {
    const auto path = rules.ledger.find(id)->files.front().destination.path();
    const auto job = create(rules);
    // What the worker says of the directory is the same for both.
    EXPECT_EQ(add(rules, job, path), std::nullopt);
    EXPECT_EQ(rules.jobs.quota(Rules::alice).usage.jobs_of_user, 1U);
}

TEST_F(AUidOfAnotherAccount, LetsAnAdministratorCancelWithoutTouchingAFile) {
    test::CancelAnswer answer;
    rules.jobs.cancel(root, id, into(answer));
    rules.settle();
    ASSERT_TRUE(answer.leftovers);
    EXPECT_EQ(answer.leftovers->size(), 1U);
    EXPECT_TRUE(rules.errands.empty());
    EXPECT_TRUE(rules.store.final_jobs(core::Account{Rules::alice.uid, "new"}, {}, 0).empty());
}

TEST_F(AUidOfAnotherAccount, CompletesNothing) {
    EXPECT_EQ(rules.error_of([&](auto reply) { rules.jobs.complete(root, id, reply); }),
              core::ErrorCode::access_denied);
    EXPECT_EQ(add(rules, id, "/tmp/more", root), core::ErrorCode::access_denied);
}

TEST_F(AUidOfAnotherAccount, LetsAnAdministratorTakeTheJobOver) {
    auto bob = core::administrator(Rules::bob.uid);
    EXPECT_EQ(rules.error_of([&](auto reply) { rules.jobs.take_ownership(bob, id, reply); }),
              std::nullopt);
    EXPECT_TRUE(rules.transfers.runs(id));
    EXPECT_EQ(rules.job(id).standing, Standing::here);
}

TEST_F(AUidOfAnotherAccount, GivesTheJobsBackToTheOldOne) {
    rules.owners.become(Rules::alice.uid, Standing::here);
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(id));
    EXPECT_EQ(rules.jobs.quota(Rules::alice).usage.jobs_of_user, 1U);
}

TEST_F(AUidOfAnotherAccount, IsFoundAtTheNextStartBeforeAnybodyIsAnswered) {
    test::Restarted next{rules};
    EXPECT_FALSE(core::may_see(Rules::alice, next.ledger.find(id)->job));
}

TEST(ALogIn, StartsTheUnitThatWaitedForAServiceManager) {
    Rules rules;
    rules.owners.log_out(Rules::alice.uid);
    rules.transfers.no_manager = true;
    rules.transferred(Rules::alice, 1, {{"NotifyUnit", std::string("done.service")}});
    rules.pass(std::chrono::hours{8});
    rules.transfers.no_manager = false;
    rules.settle();
    ASSERT_TRUE(rules.transfers.units.empty()) << "it would have to wait for hours";
    rules.owners.log_in(Rules::alice.uid);
    rules.settle();
    EXPECT_EQ(rules.transfers.units.size(), 1U);
    rules.owners.log_out(Rules::alice.uid);
    rules.owners.log_in(Rules::alice.uid);
    rules.settle();
    EXPECT_EQ(rules.transfers.units.size(), 1U) << "once";
}

TEST(AUnitToStart, IsNotStartedForAnotherAccountWithTheSameUid) {
    Rules rules;
    rules.transfers.no_manager = true;
    rules.transferred(Rules::alice, 1, {{"NotifyUnit", std::string("done.service")}});
    rules.owners.become(Rules::alice.uid, Standing::replaced);
    rules.transfers.no_manager = false;
    rules.pass(std::chrono::hours{24});
    EXPECT_TRUE(rules.transfers.units.empty());
}

}  // namespace
}  // namespace transferd
