// SPDX-License-Identifier: MIT
// When nothing would happen if nobody called any more: the service may end then.
#include "core/at_rest.hpp"

#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::JobState;
using test::Rules;

TEST(Rest, IsInTheStatesThatWaitForTheClient) {
    const std::map<JobState, bool> table = {
        {JobState::queued, false},       {JobState::connecting, false},
        {JobState::transferring, false}, {JobState::suspended, true},
        {JobState::error, true},         {JobState::transient_error, false},
        {JobState::transferred, true},   {JobState::acknowledged, false},
        {JobState::cancelled, false},
    };
    for (const auto& [state, rests] : table)
        EXPECT_EQ(core::at_rest(state), rests) << core::word(state);
}

TEST(Rest, IsWhereThereAreNoJobs) {
    const Rules rules;
    EXPECT_TRUE(core::all_at_rest(rules.ledger));
    EXPECT_TRUE(core::none_unfinished(rules.ledger));
}

TEST(Rest, IsNotBeforeTheJobIsSaved) {
    Rules rules;
    rules.jobs.create(Rules::alice, {"download", "job", {}}, [](const auto&) {});
    EXPECT_FALSE(core::all_at_rest(rules.ledger));
    rules.settle();
    EXPECT_TRUE(core::all_at_rest(rules.ledger));
}

TEST(Rest, IsNotWhileAJobRuns) {
    Rules rules;
    test::create(rules);
    rules.submit(Rules::bob, 1);
    EXPECT_FALSE(core::all_at_rest(rules.ledger));
    EXPECT_FALSE(core::none_unfinished(rules.ledger));
}

TEST(Rest, IsNotWhileAJobIsPublished) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_TRUE(core::all_at_rest(rules.ledger));
    rules.transfers.hold = true;
    rules.jobs.complete(Rules::alice, id, [](const auto&) {});
    rules.settle();
    EXPECT_FALSE(core::all_at_rest(rules.ledger));
    EXPECT_FALSE(core::none_unfinished(rules.ledger));
}

TEST(Rest, IsNotWhileAFinalJobCanBeReadButNothingIsLeftToDo) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    test::complete(rules, id);
    EXPECT_FALSE(core::all_at_rest(rules.ledger));
    EXPECT_TRUE(core::none_unfinished(rules.ledger));
    rules.pass(core::seconds{31});
    EXPECT_TRUE(core::all_at_rest(rules.ledger));
}

}  // namespace
}  // namespace transferd
