// SPDX-License-Identifier: MIT
#include "transfers.hpp"

namespace transferd::test {
namespace {

using Check = Transfers;
INSTANTIATE_TEST_SUITE_P(Workers, Check, both(), name_of);

TEST_P(Check, TellsWhatTheDirectoryIs) {
    const auto answers =
        answer_of(check(alice, {item(world->place("a")), item(world->same_place("b"))}));
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_TRUE(answers[0].directory.known());
    EXPECT_EQ(answers[0], (core::CheckAnswer{.directory = answers[0].directory}));
    EXPECT_EQ(answers[1], answers[0]) << "the same directory by another path";
}

TEST_P(Check, TellsThatTheDirectoryIsNotThere) {
    const auto answers = answer_of(check(alice, {item(world->nowhere("a"))}));
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(code_of(answers[0].failure), core::FailureCode::local_not_found);
    EXPECT_FALSE(answers[0].directory.known());
    EXPECT_EQ(answers[0].url_error, "");
}

TEST_P(Check, RefusesAnotherDirectoryThanTheOneThatIsMeant) {
    auto elsewhere = item(world->place("a"));
    elsewhere.destination.directory_id = {.device = 1, .inode = 4711};
    const auto answers = answer_of(check(alice, {elsewhere}));
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(code_of(answers[0].failure), core::FailureCode::destination_unavailable);
    EXPECT_FALSE(answers[0].directory.known());
}

TEST_P(Check, SaysWhatIsWrongWithTheUrlBesideWhatTheDirectoryIs) {
    auto strange = item(world->place("a"));
    strange.url = "gopher://server/file";
    auto not_allowed = item(world->place("a"));
    not_allowed.allowed_schemes = {core::Scheme::https};
    const auto answers = answer_of(check(alice, {strange, not_allowed}));
    ASSERT_EQ(answers.size(), 2U);
    for (const auto& answer : answers) {
        EXPECT_NE(answer.url_error, "");
        EXPECT_TRUE(answer.directory.known());
        EXPECT_FALSE(answer.failure);
    }
}

TEST_P(Check, AnswersInTheOrderAskedHoweverManyThereAre) {
    constexpr std::size_t many = 3000;
    std::vector<core::CheckItem> items;
    for (std::size_t i = 0; i < many; ++i) {
        const auto name = std::to_string(i);
        items.push_back(item(i % 2 == 0 ? world->place(name) : world->nowhere(name)));
        if (i % 3 == 0) items.back().url = "gopher://server/" + name;
    }
    const auto answers = answer_of(check(alice, items));
    ASSERT_EQ(answers.size(), many);
    for (std::size_t i = 0; i < many; ++i) {
        EXPECT_EQ(answers[i].directory.known(), i % 2 == 0) << i;
        EXPECT_EQ(answers[i].url_error.empty(), i % 3 != 0) << i;
    }
}

TEST_P(Check, OfNothingIsAnswered) {
    EXPECT_TRUE(answer_of(check(alice, {})).empty());
}

}  // namespace
}  // namespace transferd::test
