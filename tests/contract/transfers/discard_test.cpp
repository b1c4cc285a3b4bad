// SPDX-License-Identifier: MIT
#include "transfers.hpp"

namespace transferd::test {
namespace {

constexpr core::FileRef file{{1}, {0}};

class Discard : public Transfers {
  protected:
    /// The failure, where there was one.
    std::optional<core::Failure> discarded(const core::PublishItem& item,
                                           const core::FileIdentity& part) {
        const auto answers = answer_of(
            discard(alice, {{.file = item.file, .destination = item.destination, .part = part}}));
        if (answers.size() != 1 || answers[0].file != item.file)
            throw std::logic_error{"that is no answer for the file"};
        return answers[0].failure;
    }
    /// Whether the part file is still there to be published.
    bool is_there(const core::PublishItem& item) {
        const auto failure = answer_of(publish(alice, {item})).at(0).failure;
        if (!failure) return true;
        EXPECT_EQ(failure->code, core::FailureCode::local_file_changed);
        return false;
    }
};
INSTANTIATE_TEST_SUITE_P(Workers, Discard, both(), name_of);

TEST_P(Discard, TakesThePartAway) {
    const auto item = transfer(alice, file);
    EXPECT_EQ(discarded(item, item.part), std::nullopt);
    EXPECT_FALSE(is_there(item));
}

TEST_P(Discard, TakesAPartAwayThatWasNeverReported) {
    const auto item = transfer(alice, file);
    EXPECT_EQ(discarded(item, {}), std::nullopt);
    EXPECT_FALSE(is_there(item));
}

TEST_P(Discard, LeavesAnotherPartThanTheOneThatIsMeant) {
    const auto item = transfer(alice, file);
    auto other = item.part;
    other.inode += 4711;
    EXPECT_EQ(discarded(item, other), std::nullopt);
    EXPECT_TRUE(is_there(item));
}

TEST_P(Discard, OfAPartThatIsNotThereIsDone) {
    const auto item = transfer(alice, file);
    EXPECT_EQ(discarded(item, item.part), std::nullopt);
    EXPECT_EQ(discarded(item, item.part), std::nullopt);
    EXPECT_EQ(discarded(item, {}), std::nullopt);
}

TEST_P(Discard, LeavesWhatIsPublished) {
    const auto item = transfer(alice, file);
    answer_of(publish(alice, {item}));
    EXPECT_EQ(discarded(item, item.part), std::nullopt);
    EXPECT_TRUE(is_there(item));
}

TEST_P(Discard, NamesTheFileOfADirectoryThatIsNotThere) {
    auto item = transfer(alice, file);
    item.file.index = {7};
    item.destination = world->nowhere("a");
    const auto failure = discarded(item, item.part);
    EXPECT_EQ(code_of(failure), core::FailureCode::destination_unavailable);
    EXPECT_EQ(failure->file, item.file.index);
}

TEST_P(Discard, OfNothingIsAnswered) {
    EXPECT_TRUE(answer_of(discard(alice, {})).empty());
}

}  // namespace
}  // namespace transferd::test
