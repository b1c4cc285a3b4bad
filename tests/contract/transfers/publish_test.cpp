// SPDX-License-Identifier: MIT
#include "transfers.hpp"

namespace transferd::test {
namespace {

class Publish : public Transfers {
  protected:
    /// Files 0, 1 and 2 of job 1, transferred.
    std::vector<core::PublishItem> three_files() {
        std::vector<core::PublishItem> items;
        for (std::uint32_t i = 0; i < 3; ++i) items.push_back(transfer(alice, {{1}, {i}}));
        return items;
    }
};
INSTANTIATE_TEST_SUITE_P(Workers, Publish, both(), name_of);

/// All done, in that order.
core::FileAnswers done(const std::vector<core::PublishItem>& items) {
    core::FileAnswers answers;
    for (const auto& item : items) answers.push_back({.file = item.file});
    return answers;
}

TEST_P(Publish, AnswersForEachFileInTheOrderAsked) {
    auto items = three_files();
    std::swap(items[0], items[2]);
    EXPECT_EQ(answer_of(publish(alice, items)), done(items));
}

TEST_P(Publish, OfWhatWasPublishedBeforeIsDone) {
    auto items = three_files();
    items[1].if_exists = core::IfExists::fail;
    answer_of(publish(alice, items));
    EXPECT_EQ(answer_of(publish(alice, items)), done(items));
}

TEST_P(Publish, NamesTheFileThatWouldReplaceAnother) {
    auto items = three_files();
    for (auto& item : items) item.if_exists = core::IfExists::fail;
    world->put_file(items[1].destination);
    const auto answers = answer_of(publish(alice, items));
    ASSERT_EQ(answers.size(), 3U);
    EXPECT_EQ(code_of(answers[1].failure), core::FailureCode::validation_failed);
    EXPECT_EQ(answers[1].failure->file, items[1].file.index);
    EXPECT_FALSE(answers[0].failure || answers[2].failure) << "the others are published";
}

TEST_P(Publish, ReplacesAFileWhereItMay) {
    auto items = three_files();
    for (auto& item : items) item.if_exists = core::IfExists::replace;
    world->put_file(items[1].destination);
    EXPECT_EQ(answer_of(publish(alice, items)), done(items));
}

TEST_P(Publish, NamesTheFileWhosePartIsNotTheOneThatWasReported) {
    auto items = three_files();
    items[2].part.inode += 4711;
    const auto answers = answer_of(publish(alice, items));
    ASSERT_EQ(answers.size(), 3U);
    EXPECT_EQ(code_of(answers[2].failure), core::FailureCode::local_file_changed);
    EXPECT_EQ(answers[2].failure->file, items[2].file.index);
    EXPECT_FALSE(answers[0].failure || answers[1].failure) << "the others are published";
}

TEST_P(Publish, NamesEachFileOfADirectoryThatIsNotThere) {
    auto items = three_files();
    for (auto& item : items) item.destination = world->nowhere("a");
    const auto answers = answer_of(publish(alice, items));
    ASSERT_EQ(answers.size(), 3U);
    for (const auto& answer : answers) {
        EXPECT_EQ(code_of(answer.failure), core::FailureCode::destination_unavailable);
        EXPECT_EQ(answer.failure->file, answer.file.index);
    }
}

TEST_P(Publish, OfNothingIsAnswered) {
    EXPECT_TRUE(answer_of(publish(alice, {})).empty());
}

}  // namespace
}  // namespace transferd::test
