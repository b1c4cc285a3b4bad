// SPDX-License-Identifier: MIT
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::Outcome;
using test::exists;
using test::Rules;

TEST(AutoComplete, ThatACrashForgotIsMadeUpForAtTheNextStart) {
    Rules before;
    const auto id = before.submit(Rules::alice, 1, {{"AutoComplete", true}});
    before.transfers.finish({id, {0}}, 10);
    before.store.commit();  // transferred is saved; the broker dies before the intent is

    test::Restarted after{before};
    ASSERT_EQ(after.ledger.find(id)->job.pending, core::Pending::none);
    after.begin();
    before.settle();
    EXPECT_EQ(after.observer.heard.back(), "1 removed acknowledged");
}

TEST(Cancel, DiscardsFinishedFilesToo) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2);
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    rules.jobs.cancel(Rules::alice, id, {});
    rules.settle();
    EXPECT_EQ(rules.transfers.discarded.size(), 2U);
    EXPECT_TRUE(rules.transfers.published.empty());
    EXPECT_EQ(rules.observer.heard.back(), "1 removed cancelled");
}

TEST(Cancel, NamesWhatCouldNotBeDiscarded) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.undiscardable.insert({id, {0}});
    std::vector<std::string> leftovers;
    rules.jobs.cancel(Rules::alice, id, [&](const Outcome<core::Cancelled>& outcome) {
        leftovers = outcome.value().leftovers;
    });
    rules.settle();
    EXPECT_EQ(leftovers, std::vector<std::string>{"/tmp/.file1.1-0.part"});
    EXPECT_EQ(rules.observer.leftovers, leftovers);
    EXPECT_EQ(rules.state(id), "cancelled");
    EXPECT_EQ(rules.store.final_jobs({}, {}, 0).front().leftovers, leftovers);
}

TEST(Cancel, OfAJobThatWasNeverResumedAsksNoWorker) {
    Rules rules;
    core::JobId id;
    rules.jobs.create(Rules::alice, {"download", "", {}},
                      [&](const auto& outcome) { id = outcome.value(); });
    rules.settle();
    rules.jobs.add_files(Rules::alice, id, {{"http://server/x", "/tmp/x", {}}}, [](const auto&) {});
    rules.settle();
    rules.jobs.cancel(Rules::alice, id, {});
    rules.settle();
    EXPECT_TRUE(rules.transfers.discarded.empty());
    EXPECT_EQ(rules.state(id), "cancelled");
}

TEST(AutoComplete, CompletesByItselfWhenTransferred) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 2, {{"AutoComplete", true}});
    EXPECT_EQ(rules.state(id), "acknowledged");
    EXPECT_EQ(rules.transfers.published.size(), 2U);
}

TEST(AutoComplete, ThatIsSetWhenTheJobIsTransferredCompletesItThen) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 2);
    ASSERT_EQ(rules.state(id), "transferred");
    rules.jobs.set_settings(Rules::alice, id, {{"AutoComplete", true}}, [](const auto&) {});
    rules.settle();
    EXPECT_EQ(rules.state(id), "acknowledged");
    EXPECT_EQ(rules.job(id).published, 2U);
}

TEST(AutoComplete, LeavesAFileThatWasAddedSinceToItsResume) {
    Rules before;
    const auto id = before.transferred(Rules::alice, 1);
    ASSERT_EQ(test::add(before, id, "/tmp/later"), std::nullopt);
    before.jobs.set_settings(Rules::alice, id, {{"AutoComplete", true}}, [](const auto&) {});
    before.settle();
    EXPECT_EQ(before.state(id), "transferred");

    test::Restarted after{before};
    after.begin();
    before.settle();
    EXPECT_EQ(after.ledger.find(id)->job.state, core::JobState::transferred);
}

TEST(AutoComplete, ThatHasFailedIsNotTriedAgainByAnotherSetting) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, {{"AutoComplete", true}});
    rules.transfers.unpublishable[{id, {0}}] = exists({id, {0}});
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    rules.transfers.unpublishable.clear();
    rules.jobs.set_settings(Rules::alice, id, {{"Description", "again"}}, [](const auto&) {});
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferred");
}

TEST(AutoComplete, ThatFailsWaitsForTheClient) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, {{"AutoComplete", true}});
    rules.transfers.unpublishable[{id, {0}}] = exists({id, {0}});
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferred");
    EXPECT_EQ(rules.job(id).error->code, core::FailureCode::validation_failed);
}

}  // namespace
}  // namespace transferd
