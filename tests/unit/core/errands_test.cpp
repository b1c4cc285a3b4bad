// SPDX-License-Identifier: MIT
// What could not be deleted is named, and tried again when the job is long gone.
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using namespace std::chrono_literals;
using core::ErrorCode;
using test::cancel;
using test::CancelAnswer;
using test::Restarted;
using test::Rules;
using Leftovers = std::vector<std::string>;

/// Cancelled, with its only file left behind.
core::FileRef left_behind(Rules& rules) {
    const core::FileRef file{rules.transferred(Rules::alice, 1), {0}};
    rules.transfers.undiscardable.insert(file);
    EXPECT_EQ(cancel(rules, file.job).leftovers->size(), 1U);
    return file;
}

TEST(ALeftover, IsTriedAgainUntilItIsGone) {
    Rules rules;
    const auto file = left_behind(rules);
    rules.pass(10s);
    EXPECT_TRUE(rules.transfers.discarded.empty());
    rules.transfers.undiscardable.clear();
    rules.pass(40s);
    EXPECT_EQ(rules.transfers.discarded, std::vector{file});
    rules.submit(Rules::alice, 1);  // its commit takes the errand along
    EXPECT_TRUE(rules.store.errands().empty());
}

TEST(ALeftover, IsTriedLessAndLessOften) {
    Rules rules;
    left_behind(rules);
    std::uint32_t last = 0;
    for (const auto pause : {10s, 40s, 160s, 640s}) {
        rules.pass(pause - 1s);
        rules.store.commit();
        EXPECT_EQ(rules.store.errands().front().attempts, last);
        rules.pass(1s);
        rules.store.commit();
        EXPECT_EQ(rules.store.errands().front().attempts, ++last);
    }
}

TEST(ALeftover, IsGivenUpAfterThirtyDays) {
    Rules rules;
    left_behind(rules);
    for (int i = 0; i < 31 * 4; ++i) rules.pass(6h);
    rules.store.commit();
    EXPECT_TRUE(rules.store.errands().empty());
    EXPECT_LT(rules.clock.next_alarm().value_or(core::BootTime{}), rules.clock.boot())
        << "nothing rings any more";
}

TEST(ALeftover, IsTriedAgainAfterARestart) {
    Rules before;
    const auto file = left_behind(before);
    before.transfers.undiscardable.clear();
    Restarted after{before};
    after.begin();
    before.pass(10s);
    EXPECT_EQ(before.transfers.discarded, std::vector{file});
}

TEST(ALeftover, IsTriedAgainWhenItsOwnersWorkerComes) {
    Rules rules;
    const auto file = left_behind(rules);
    for (const auto pause : {10s, 40s, 160s, 640s}) rules.pass(pause);
    rules.transfers.undiscardable.clear();
    rules.pass(10min);
    EXPECT_TRUE(rules.transfers.discarded.empty());
    rules.errands.connected(Rules::bob.uid);
    rules.pass(10s);
    EXPECT_TRUE(rules.transfers.discarded.empty());
    rules.errands.connected(Rules::alice.uid);
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded, std::vector{file});
}

TEST(ALeftover, OfWorkersThatEndAtOnceIsNotTriedAllTheTime) {
    Rules rules;
    left_behind(rules);
    for (int i = 0; i < 60; ++i) {
        rules.errands.connected(Rules::alice.uid);
        rules.pass(10s);
    }
    rules.store.commit();
    EXPECT_LE(rules.store.errands().front().attempts, 4U);
}

TEST(ALeftover, IsLeftAloneWhileItsOwnersUidIsAnotherAccounts) {
    Rules rules;
    const auto file = left_behind(rules);
    rules.owners.become(Rules::alice.uid, core::Standing::replaced);
    rules.transfers.undiscardable.clear();
    rules.pass(24h);
    EXPECT_TRUE(rules.transfers.discarded.empty());
    rules.owners.become(Rules::alice.uid, core::Standing::here);
    rules.pass(24h);
    EXPECT_EQ(rules.transfers.discarded, std::vector{file});
}

TEST(ALeftover, IsKnownByWhatItWas) {
    Rules rules;
    left_behind(rules);
    rules.store.commit();
    const auto errand = rules.store.errands().front();
    EXPECT_EQ(errand.owner, Rules::alice.uid);
    const auto& item = std::get<core::DiscardItem>(errand.what);
    EXPECT_TRUE(item.part.known());
    EXPECT_TRUE(item.destination.directory_id.known());
}

TEST(ALeftover, OfAJobThatExpiredIsTriedAgain) {
    Rules rules;
    const core::FileRef file{rules.transferred(Rules::alice, 1), {0}};
    rules.transfers.undiscardable.insert(file);
    rules.closer.expire(file.job, {});
    rules.settle();
    EXPECT_EQ(rules.observer.heard.back(), "1 removed expired");
    rules.transfers.undiscardable.clear();
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded, std::vector{file});
}

TEST(ALeftover, OfACompleteIsTriedAgain) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2);
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    rules.transfers.undiscardable.insert({id, {1}});
    const auto answer = test::complete(rules, id);
    ASSERT_TRUE(answer.completed);
    EXPECT_EQ(answer.completed->leftovers, Leftovers{"/tmp/.file2.1-1.part"});
    rules.transfers.undiscardable.clear();
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded, (std::vector<core::FileRef>{{id, {1}}}));
}

TEST(ALeftover, OfACompleteThatThenFailedIsTriedAgain) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2);
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    rules.transfers.undiscardable.insert({id, {1}});
    rules.transfers.unpublishable[{id, {0}}] = test::exists({id, {0}});
    ASSERT_TRUE(test::complete(rules, id).error);
    EXPECT_EQ(rules.observer.leftovers, Leftovers{"/tmp/.file2.1-1.part"});
    rules.transfers.undiscardable.clear();
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded, (std::vector<core::FileRef>{{id, {1}}}));
}

TEST(ALeftover, OfTheOldOwnerIsTriedAgainAsThatOwnerAndToldToTheJournal) {
    Rules rules;
    constexpr core::Caller taker{.uid = Rules::bob.uid, .takes_ownership = true};
    const core::FileRef file{rules.transferred(Rules::alice, 1), {0}};
    rules.transfers.undiscardable.insert(file);
    rules.jobs.take_ownership(taker, file.job, [](const auto&) {});
    rules.settle();
    ASSERT_EQ(rules.job(file.job).owner, Rules::bob.uid);
    EXPECT_EQ(rules.observer.leftovers, Leftovers{"/tmp/.file1.1-0.part"});
    rules.transfers.undiscardable.clear();
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded, std::vector{file});
}

TEST(ALeftover, IsLeftToTheJobThatHasComeBackToItsOwner) {
    Rules rules;
    constexpr core::Caller bob{.uid = Rules::bob.uid, .takes_ownership = true};
    constexpr core::Caller alice{.uid = Rules::alice.uid, .takes_ownership = true};
    const core::FileRef file{rules.transferred(Rules::alice, 1), {0}};
    rules.transfers.undiscardable.insert(file);
    for (const auto& taker : {bob, alice}) {
        rules.jobs.take_ownership(taker, file.job, [](const auto&) {});
        rules.settle();
        rules.transfers.undiscardable.clear();
    }
    ASSERT_EQ(rules.job(file.job).owner, Rules::alice.uid);
    const auto before = rules.transfers.discarded.size();
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded.size(), before) << "it could be the job's new part file";
}

TEST(ACommitThatFails, LeavesNoErrandOfWhatItDidNotSave) {
    Rules rules;
    const core::FileRef file{rules.transferred(Rules::alice, 1), {0}};
    rules.transfers.undiscardable.insert(file);
    CancelAnswer answer;
    rules.jobs.cancel(Rules::alice, file.job, test::into(answer));
    rules.store.commit();  // the intent
    while (rules.transfers.deliver()) {
    }
    rules.store.fail_next_commit("the disk is full");
    rules.store.commit();
    EXPECT_TRUE(rules.store.errands().empty());
    EXPECT_EQ(answer.error, ErrorCode::failed);
    rules.pass(10s);
    EXPECT_EQ(rules.state(file.job), "cancelled");
    EXPECT_EQ(rules.store.errands().size(), 1U) << "of the Cancel that then was saved";
}

}  // namespace
}  // namespace transferd
