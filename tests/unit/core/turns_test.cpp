// SPDX-License-Identifier: MIT
// Turns over time: slices, owners and levels, as the runner gives them.
#include "unit/core/rules.hpp"

#include <algorithm>

namespace transferd {
namespace {

using test::Rules;

constexpr core::seconds slice{300};

core::Policy places(std::uint32_t count) {
    core::Policy policy;
    policy.max_active_background_jobs = count;
    return policy;
}

std::vector<core::JobId> submit(Rules& rules, const core::Caller& caller, int count) {
    std::vector<core::JobId> ids;
    for (int i = 0; i < count; ++i) ids.push_back(rules.submit(caller, 1));
    return ids;
}

auto heard(const Rules& rules, const std::string& what) {
    return std::count_if(rules.observer.heard.begin(), rules.observer.heard.end(),
                         [&](const auto& each) { return each.ends_with(what); });
}

TEST(TimeSlice, EndsWithoutAnyOtherEventWhereAllBeganAtOnce) {
    Rules rules{places(1)};
    rules.network.become(core::NetworkState::offline);
    const auto ids = submit(rules, Rules::alice, 2);
    rules.network.become(core::NetworkState::online);
    rules.settle();
    ASSERT_TRUE(rules.transfers.runs(ids[0]));
    rules.pass(slice);
    EXPECT_TRUE(rules.transfers.runs(ids[1]));
    rules.pass(slice);
    EXPECT_TRUE(rules.transfers.runs(ids[0]));
}

TEST(TimeSlice, ThatEndsStopsOnlyAsManyJobsAsWait) {
    Rules rules{places(4)};
    const auto ids = submit(rules, Rules::alice, 5);
    rules.observer.heard.clear();
    rules.pass(slice);
    EXPECT_TRUE(rules.transfers.runs(ids[4]));
    EXPECT_EQ(heard(rules, "connecting"), 1);
    EXPECT_EQ(heard(rules, "queued"), 1);
}

TEST(TimeSlice, IsNotBegunAnewWhereNobodyWaits) {
    Rules rules{places(1)};
    const auto first = rules.submit(Rules::alice, 1);
    rules.pass(slice);
    rules.runner->look();
    rules.pass(core::seconds{1});
    const auto second = rules.submit(Rules::alice, 1);
    EXPECT_TRUE(rules.transfers.runs(second));
    EXPECT_FALSE(rules.transfers.runs(first));
}

TEST(Owners, TakeTurnsWhereThereAreFewerPlacesThanOwners) {
    Rules rules{places(1)};
    const auto of_alice = submit(rules, Rules::alice, 5);
    const auto of_bob = rules.submit(Rules::bob, 1);
    rules.transfers.finish({of_alice[0], {0}}, 10);
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(of_bob)) << "Alice has had a turn";
    rules.transfers.finish({of_bob, {0}}, 10);
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(of_alice[1]));
}

TEST(Owners, WithFewJobsKeepTheirPlaceBesideOneWithMany) {
    Rules rules{places(2)};
    const auto of_alice = rules.submit(Rules::alice, 1);
    submit(rules, Rules::bob, 5);
    for (int slices = 0; slices < 10; ++slices) {
        EXPECT_TRUE(rules.transfers.runs(of_alice)) << slices;
        rules.pass(slice);
    }
}

TEST(Priority, ThatIsLoweredGivesThePlaceToOneWhoWaitsThere) {
    Rules rules{places(1)};
    const auto low = rules.submit(Rules::alice, 1, {{"Priority", std::string("low")}});
    const auto normal = rules.submit(Rules::alice, 1);
    ASSERT_TRUE(rules.transfers.runs(normal));
    rules.jobs.set_settings(Rules::alice, normal, {{"Priority", std::string("low")}},
                            [](const auto&) {});
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(low)) << "the other went to the end";
    EXPECT_EQ(rules.reason(normal), "waiting-turn");
}

}  // namespace
}  // namespace transferd
