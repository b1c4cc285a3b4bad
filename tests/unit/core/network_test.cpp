// SPDX-License-Identifier: MIT
// What the network's coming and going does to jobs.
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::NetworkState;
using test::Rules;

TEST(Offline, HoldsAJobQueuedWithoutAnError) {
    Rules rules;
    rules.network.become(NetworkState::offline);
    const auto id = rules.submit(Rules::alice, 1);
    EXPECT_EQ(rules.state(id), "queued");
    EXPECT_EQ(rules.reason(id), "offline");
    EXPECT_EQ(rules.job(id).error_count, 0U);
    EXPECT_FALSE(rules.transfers.runs(id));
}

TEST(Offline, StopsWhatRunsWithoutAnError) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, {{"Priority", std::string("foreground")}});
    ASSERT_TRUE(rules.transfers.runs(id));
    rules.network.become(NetworkState::offline);
    rules.settle();
    EXPECT_EQ(rules.state(id), "queued");
    EXPECT_EQ(rules.reason(id), "offline");
    EXPECT_FALSE(rules.transfers.runs(id));
    EXPECT_FALSE(rules.job(id).error);
}

TEST(ACaptivePortal, IsNamedAsTheReason) {
    Rules rules;
    rules.network.become(NetworkState::portal);
    const auto id = rules.submit(Rules::alice, 1);
    EXPECT_EQ(rules.reason(id), "captive-portal");
}

TEST(TheNetworksReturn, StartsWhatWasHeld) {
    Rules rules;
    rules.network.become(NetworkState::offline);
    const auto id = rules.submit(Rules::alice, 1);
    rules.network.become(NetworkState::online);
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(id));
    EXPECT_EQ(rules.reason(id), "none");
}

TEST(TheNetworksReturn, QueuesEveryTransientJobAtOnceWhateverFailed) {
    Rules rules;
    const auto slow = rules.submit(Rules::alice, 1);
    const auto gone = rules.submit(Rules::bob, 1);
    rules.transfers.fail({slow, {0}}, core::FailureCode::timed_out);
    rules.transfers.fail({gone, {0}}, core::FailureCode::destination_unavailable);
    rules.settle();
    ASSERT_EQ(rules.state(slow), "transient-error");
    ASSERT_EQ(rules.state(gone), "transient-error");
    rules.network.become(NetworkState::offline);
    rules.settle();
    EXPECT_EQ(rules.state(slow), "transient-error");
    rules.network.become(NetworkState::metered);
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(slow));
    EXPECT_TRUE(rules.transfers.runs(gone));
}

TEST(TheNetworksReturn, LeavesJobsInErrorAlone) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.fail({id, {0}}, core::FailureCode::digest_mismatch);
    rules.settle();
    rules.network.become(NetworkState::offline);
    rules.network.become(NetworkState::online);
    rules.settle();
    EXPECT_EQ(rules.state(id), "error");
}

TEST(AChange, SavedWhileTheJobIsHeldBackIsNotAnnouncedWithItsOldState) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.jobs.set_settings(Rules::alice, id, {{"Description", std::string("new")}},
                            [](const auto&) {});
    rules.network.become(core::NetworkState::offline);
    while (rules.clock.ring_due()) continue;
    rules.settle();
    EXPECT_EQ(rules.observer.heard.back(), "1 queued");
    EXPECT_EQ(rules.reason(id), "offline");
}

}  // namespace
}  // namespace transferd
