// SPDX-License-Identifier: MIT
#include "worker/files/discard.hpp"

#include "unit/files/files_test.hpp"

#include <unistd.h>

namespace transferd::worker {
namespace {

class DiscardTest : public FilesTest {
  protected:
    std::optional<core::Failure> discard_it(const core::DiscardItem& item) {
        std::optional<core::FileAnswers> answers;
        discard(*threads_, {item}, [&](const auto& all) { answers = all; });
        wait_until([&] { return answers.has_value(); });
        if (!answers) return std::nullopt;
        EXPECT_EQ(answers->size(), 1U);
        EXPECT_EQ(answers->at(0).file, item.file);
        return answers->at(0).failure;
    }
    [[nodiscard]] core::DiscardItem item(const core::FileIdentity& part) const {
        return {.file = file_, .destination = destination("name"), .part = part};
    }

    const std::string part_ = part_path("name");
};

TEST_F(DiscardTest, RemovesThePartFile) {
    put(part_, "bytes");

    EXPECT_EQ(discard_it(item(identity(part_))), std::nullopt);

    EXPECT_FALSE(exists(part_));
}

TEST_F(DiscardTest, LeavesTheDestinationAlone) {
    put(part_, "bytes");
    put(path("name"), "old");

    EXPECT_EQ(discard_it(item(identity(part_))), std::nullopt);

    EXPECT_EQ(content(path("name")), "old");
}

TEST_F(DiscardTest, SucceedsWhereThePartFileIsGone) {
    EXPECT_EQ(discard_it(item({.device = 1, .inode = 1})), std::nullopt);
}

TEST_F(DiscardTest, LeavesAnotherFileUnderThePartFilesName) {
    put(part_, "somebody's");
    auto other = identity(part_);
    ++other.inode;

    EXPECT_EQ(discard_it(item(other)), std::nullopt);

    EXPECT_EQ(content(part_), "somebody's");
}

TEST_F(DiscardTest, RemovesAPartFileThatWasNeverReported) {
    put(part_, "");

    EXPECT_EQ(discard_it(item({})), std::nullopt);

    EXPECT_FALSE(exists(part_));
}

TEST_F(DiscardTest, LeavesALinkUnderTheNameOfAPartFileThatWasNeverReported) {
    put(path("precious"), "bytes");
    ASSERT_EQ(symlink(path("precious").c_str(), part_.c_str()), 0);

    EXPECT_EQ(discard_it(item({})), std::nullopt);

    EXPECT_TRUE(exists(part_));
    EXPECT_EQ(content(path("precious")), "bytes");
}

TEST_F(DiscardTest, NamesTheFileWhereTheDirectoryIsGone) {
    auto gone = item({.device = 1, .inode = 1});
    gone.destination.directory += "/gone";

    const auto failure = discard_it(gone);

    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, core::FailureCode::destination_unavailable);
    EXPECT_EQ(failure->file, file_.index);
}

TEST_F(DiscardTest, TouchesNothingInAnotherDirectoryOfThatPath) {
    put(part_, "bytes");
    auto moved = item(identity(part_));
    ++moved.destination.directory_id.inode;

    const auto failure = discard_it(moved);

    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, core::FailureCode::destination_unavailable);
    EXPECT_TRUE(exists(part_));
}

TEST_F(DiscardTest, SaysWhenTheDirectoryMayNotBeWritten) {
    ASSERT_NE(geteuid(), 0U) << "root may write everywhere: run the tests as an ordinary user";
    put(part_, "bytes");
    ASSERT_EQ(chmod(directory_.c_str(), 0500), 0);

    const auto failure = discard_it(item(identity(part_)));

    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, core::FailureCode::local_access_denied);
}

TEST_F(DiscardTest, AnswersForEachOfManyFilesInTheirOrder) {
    std::vector<core::DiscardItem> items;
    for (std::uint32_t index = 0; index < 40; ++index) {
        const core::FileRef file{.job = {7}, .index = {index}};
        const auto part = path(core::part_name(file, "name"));
        put(part, "bytes");
        items.push_back({.file = file, .destination = destination("name"), .part = identity(part)});
    }
    std::optional<core::FileAnswers> answers;

    discard(*threads_, items, [&](const auto& all) { answers = all; });
    wait_until([&] { return answers.has_value(); });

    ASSERT_TRUE(answers);
    ASSERT_EQ(answers->size(), items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        EXPECT_EQ((*answers)[i].file, items[i].file);
        EXPECT_FALSE(exists(path(core::part_name(items[i].file, "name"))));
    }
}

}  // namespace
}  // namespace transferd::worker
