// SPDX-License-Identifier: MIT
// Cancel and TakeOwnership where nobody can delete the files: no worker, no directory, no room.
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using namespace std::chrono_literals;
using core::ErrorCode;
using test::cancel;
using test::CancelAnswer;
using test::Rules;
using Leftovers = std::vector<std::string>;

TEST(Cancel, WithoutAWorkerForTwentySecondsEndsTheJobAndNamesItsFiles) {
    Rules rules;
    const core::FileRef file{rules.submit(Rules::alice, 1), {0}};
    rules.transfers.begin(file, 10);
    rules.transfers.hold = rules.transfers.unreachable = true;
    CancelAnswer answer;
    rules.jobs.cancel(Rules::alice, file.job, test::into(answer));
    rules.pass(19s);
    EXPECT_FALSE(answer.leftovers || answer.error);
    EXPECT_EQ(rules.reason(file.job), "cancelling");
    rules.pass(1s);
    EXPECT_EQ(answer.leftovers, Leftovers{"/tmp/.file1.1-0.part"});
    EXPECT_EQ(rules.state(file.job), "cancelled");
    rules.transfers.hold = false;
    rules.settle();  // the late answers are nobody's
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded, std::vector{file});
}

TEST(Cancel, OfASlowWorkerAnswersInProgressAndGoesOn) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    rules.transfers.hold = true;
    CancelAnswer answer;
    rules.jobs.cancel(Rules::alice, id, test::into(answer));
    rules.pass(20s);
    EXPECT_EQ(answer.error, ErrorCode::in_progress);
    rules.transfers.hold = false;
    rules.settle();
    EXPECT_EQ(rules.state(id), "cancelled");
    EXPECT_TRUE(rules.observer.leftovers.empty());
}

TEST(TakeOwnership, FromAnOwnerWithoutAWorkerNamesItsFiles) {
    Rules rules;
    constexpr core::Caller taker{.uid = Rules::bob.uid, .takes_ownership = true};
    const auto id = rules.transferred(Rules::alice, 1);
    CancelAnswer answer;
    rules.jobs.take_ownership(taker, id, test::into(answer));
    rules.transfers.deliver();  // the new owner may write there
    rules.store.commit_all();
    rules.transfers.hold = rules.transfers.unreachable = true;
    rules.pass(20s);
    EXPECT_EQ(answer.leftovers, Leftovers{"/tmp/.file1.1-0.part"});
    EXPECT_EQ(rules.job(id).owner, Rules::bob.uid);
}

TEST(Cancel, AsksTheWorkerAgainWhereItWasLost) {
    Rules rules;
    const core::FileRef file{rules.transferred(Rules::alice, 1), {0}};
    CancelAnswer answer;
    rules.jobs.cancel(Rules::alice, file.job, test::into(answer));
    rules.store.commit_all();
    rules.transfers.lose(Rules::alice.uid);
    rules.settle();
    EXPECT_EQ(answer.leftovers, Leftovers{});
    EXPECT_EQ(rules.transfers.discarded, std::vector{file});
}

TEST(Cancel, WhileNoWorkerCanBeStartedEndsTheJob) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    CancelAnswer answer;
    rules.jobs.cancel(Rules::alice, id, test::into(answer));
    for (int i = 0; i < 4; ++i) {
        rules.store.commit_all();
        rules.transfers.lose(Rules::alice.uid);
    }
    rules.store.commit_all();
    EXPECT_EQ(answer.leftovers->size(), 1U);
    EXPECT_EQ(rules.state(id), "cancelled");
}

TEST(Cancel, WhileTheDirectoryIsGoneEndsTheJob) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    rules.transfers.directories.erase("/tmp");
    EXPECT_EQ(cancel(rules, id).leftovers->size(), 1U);
    EXPECT_EQ(rules.state(id), "cancelled");
}

TEST(Cancel, OfAJobInErrorForAFullDiskLeavesNothing) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.begin({id, {0}}, 10);
    rules.transfers.fail({id, {0}}, core::FailureCode::disk_full);
    rules.settle();
    EXPECT_EQ(rules.reason(id), "disk-full");
    EXPECT_EQ(cancel(rules, id).leftovers, Leftovers{});
    EXPECT_EQ(rules.state(id), "cancelled");
}

}  // namespace
}  // namespace transferd
