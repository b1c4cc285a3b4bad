// SPDX-License-Identifier: MIT
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::ErrorCode;
using test::Answer;
using test::complete;
using test::exists;
using test::into;
using test::Rules;

TEST(Complete, PublishesWhatIsTransferredAndEndsTheJob) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 3);
    const auto answer = complete(rules, id);
    ASSERT_TRUE(answer.completed);
    EXPECT_EQ(answer.completed->published, 3U);
    EXPECT_EQ(answer.completed->discarded, 0U);
    EXPECT_EQ(rules.transfers.published.size(), 3U);
    EXPECT_EQ(rules.state(id), "acknowledged");
    EXPECT_EQ(rules.observer.heard.back(), "1 removed acknowledged");
}

TEST(Complete, InTheMiddleDiscardsWhatIsNotTransferred) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 5);
    rules.transfers.finish({id, {0}}, 10);
    rules.transfers.finish({id, {1}}, 10);
    rules.settle();
    const auto answer = complete(rules, id);
    ASSERT_TRUE(answer.completed);
    EXPECT_EQ(answer.completed->published, 2U);
    EXPECT_EQ(answer.completed->discarded, 3U);
    EXPECT_EQ(rules.transfers.discarded.size(), 3U);
}

TEST(Complete, WithNothingTransferredSucceeds) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 4);
    const auto answer = complete(rules, id);
    ASSERT_TRUE(answer.completed);
    EXPECT_EQ(answer.completed->published, 0U);
    EXPECT_EQ(answer.completed->discarded, 4U);
}

TEST(Complete, OfAFinalJobIsInvalidState) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    complete(rules, id);
    EXPECT_EQ(rules.error_of([&](auto reply) {
        rules.jobs.complete(Rules::alice, id, core::Reply<core::Completed>(reply));
    }),
              ErrorCode::invalid_state);
}

TEST(Complete, ThatCannotPublishOneFileKeepsTheOthersAndSaysWhich) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 3);
    const core::FileRef second{id, {1}};
    rules.transfers.unpublishable[second] = exists(second);
    const auto refused = complete(rules, id);
    EXPECT_EQ(refused.error, ErrorCode::destination_exists);
    EXPECT_EQ(refused.message, "The file is there already");
    EXPECT_EQ(rules.state(id), "transferred");
    EXPECT_EQ(rules.job(id).error->file, core::FileIndex{1});
    rules.transfers.unpublishable.clear();
    const auto answer = complete(rules, id);
    ASSERT_TRUE(answer.completed);
    EXPECT_EQ(answer.completed->published, 3U) << "of the job's whole life";
    EXPECT_EQ(rules.transfers.published.size(), 3U) << "none twice";
}

TEST(Complete, ASecondTimeWhileItRunsGetsTheSameAnswer) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 2);
    rules.transfers.hold = true;
    Answer first;
    Answer second;
    rules.jobs.complete(Rules::alice, id, into(first));
    rules.settle();
    rules.jobs.complete(Rules::alice, id, into(second));
    rules.settle();
    EXPECT_FALSE(first.completed);
    EXPECT_EQ(rules.reason(id), "completing");
    EXPECT_EQ(rules.state(id), "transferred");
    rules.transfers.hold = false;
    rules.settle();
    ASSERT_TRUE(first.completed && second.completed);
    EXPECT_EQ(second.completed->published, 2U);
}

TEST(Complete, ThatTakesLongAnswersInProgressAndGoesOn) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    rules.transfers.hold = true;
    Answer answer;
    rules.jobs.complete(Rules::alice, id, into(answer));
    rules.pass(core::seconds{19});
    EXPECT_FALSE(answer.error);
    rules.pass(core::seconds{1});
    EXPECT_EQ(answer.error, ErrorCode::in_progress);
    rules.transfers.hold = false;
    rules.settle();
    EXPECT_EQ(rules.state(id), "acknowledged");
}

TEST(Complete, ThatACrashInterruptedIsFinishedAtTheNextStart) {
    Rules before;
    const auto id = before.transferred(Rules::alice, 2);
    before.transfers.hold = true;
    before.jobs.complete(Rules::alice, id, {});
    before.settle();

    core::Ledger ledger{before.store, before.observer, before.clock};
    core::Runner runner{ledger,       before.transfers, before.network,
                        before.clock, before.policy,    before.vault};
    core::Closer closer{ledger, runner, before.transfers, before.clock};
    ledger.load();
    closer.begin();
    runner.begin();
    before.transfers.hold = false;
    before.settle();
    EXPECT_EQ(before.observer.heard.back(), "1 removed acknowledged");
    EXPECT_EQ(before.store.load().size(), 0U);
}

TEST(Complete, ThatCannotBeSavedInTheMiddleIsFinishedLater) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2);
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    rules.transfers.hold = true;
    Answer answer;
    rules.jobs.complete(Rules::alice, id, into(answer));
    rules.settle();
    rules.transfers.hold = false;
    rules.transfers.deliver();  // it lets go of the files
    rules.transfers.deliver();  // it has discarded
    rules.store.fail_next_commit("the disk is full");
    rules.settle();
    EXPECT_EQ(answer.error, ErrorCode::failed);
    rules.pass(core::seconds{10});
    EXPECT_EQ(rules.state(id), "acknowledged");
    EXPECT_EQ(rules.transfers.published.size(), 1U);
}

TEST(Complete, ThatFailedLeavesAJobThatCanGetMoreFiles) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2);
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    rules.transfers.unpublishable[{id, {0}}] = exists({id, {0}});
    EXPECT_EQ(complete(rules, id).error, ErrorCode::destination_exists);
    rules.jobs.add_files(Rules::alice, id, {{"http://server/x", "/tmp/more", {}}},
                         [](const auto&) {});
    rules.settle();
    rules.jobs.resume(Rules::alice, id, [](const auto&) {});
    rules.settle();
    rules.transfers.finish({id, {2}}, 10);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferred");
    EXPECT_EQ(rules.job(id).bytes_transferred, 20U);
}

TEST(OtherVerbs, WaitForTheEndOfTheOperation) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    rules.transfers.hold = true;
    rules.jobs.complete(Rules::alice, id, {});
    rules.settle();
    std::optional<ErrorCode> error;
    bool replied = false;
    rules.jobs.suspend(Rules::alice, id, [&](const auto& outcome) {
        replied = true;
        if (!outcome.ok()) error = outcome.error().code();
    });
    rules.settle();
    EXPECT_FALSE(replied);
    rules.transfers.hold = false;
    rules.settle();
    EXPECT_TRUE(replied);
    EXPECT_EQ(error, ErrorCode::invalid_state);
}

TEST(AFinalJob, StaysReadableForThirtySeconds) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    complete(rules, id);
    rules.pass(core::seconds{29});
    EXPECT_NO_THROW((void)rules.jobs.job(Rules::alice, id));
    rules.pass(core::seconds{1});
    EXPECT_THROW((void)rules.jobs.job(Rules::alice, id), core::Error);
    EXPECT_EQ(rules.observer.heard.back(), "1 forgotten");
}

TEST(Complete, AsksTheWorkerAgainWhereItWasLost) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    Answer answer;
    rules.jobs.complete(Rules::alice, id, into(answer));
    rules.store.commit_all();
    ASSERT_TRUE(rules.transfers.published.empty());
    rules.transfers.lose(Rules::alice.uid);
    EXPECT_FALSE(answer.completed || answer.error);
    rules.settle();
    ASSERT_TRUE(answer.completed) << answer.message;
    EXPECT_EQ(answer.completed->published, 1U);
}

}  // namespace
}  // namespace transferd
