// SPDX-License-Identifier: MIT
#include "unit/files/publish_test.hpp"

#include <unistd.h>

namespace transferd::worker {
namespace {

using core::FailureCode;

TEST_F(PublishTest, GivesThePartFileItsName) {
    EXPECT_EQ(code(item()), std::nullopt);

    EXPECT_EQ(content(name_), "new bytes");
    EXPECT_FALSE(exists(part_));
}

TEST_F(PublishTest, ReplacesAFile) {
    put(name_, "old");

    EXPECT_EQ(code(item()), std::nullopt);

    EXPECT_EQ(content(name_), "new bytes");
}

TEST_F(PublishTest, ReplacesASymbolicLinkAndLeavesWhatItNames) {
    put(path("precious"), "precious");
    ASSERT_EQ(symlink(path("precious").c_str(), name_.c_str()), 0);

    EXPECT_EQ(code(item()), std::nullopt);

    EXPECT_TRUE(S_ISREG(status(name_).st_mode));
    EXPECT_EQ(content(path("precious")), "precious");
}

TEST_F(PublishTest, KeepsAFileThatIsThereWhereAsked) {
    put(name_, "old");

    const auto failure = publish_it(unless_exists());

    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, FailureCode::validation_failed);
    EXPECT_EQ(failure->system_error, EEXIST);
    EXPECT_EQ(failure->file, file_.index);
    EXPECT_NE(failure->message.find(name_), std::string::npos) << failure->message;
    EXPECT_EQ(content(name_), "old");
    EXPECT_TRUE(exists(part_));
}

TEST_F(PublishTest, LeavesTheOwnersAloneWhatItDoesNotPublish) {
    ASSERT_EQ(chmod(part_.c_str(), 0600), 0);
    put(name_, "old");

    ASSERT_TRUE(publish_it(unless_exists()));

    EXPECT_EQ(status(part_).st_mode & 07777U, 0600U);
    EXPECT_EQ(code(item()), std::nullopt);
    EXPECT_EQ(status(name_).st_mode & 07777U, 0644U);
}

TEST_F(PublishTest, PublishesWhereNothingIsToBeReplaced) {
    EXPECT_EQ(code(unless_exists()), std::nullopt);

    EXPECT_EQ(content(name_), "new bytes");
}

TEST_F(PublishTest, SucceedsAgainAfterItSucceeded) {
    const auto both = unless_exists();
    publish_it(both);

    EXPECT_EQ(code(both), std::nullopt);
}

TEST_F(PublishTest, EndsWhatALinkBegan) {
    const auto linked = unless_exists();
    ASSERT_EQ(link(part_.c_str(), name_.c_str()), 0);

    EXPECT_EQ(code(linked), std::nullopt);

    EXPECT_FALSE(exists(part_));
    EXPECT_EQ(content(name_), "new bytes");
}

TEST_F(PublishTest, SaysWhenBothNamesAreGone) {
    const auto gone = item();
    ASSERT_EQ(unlink(part_.c_str()), 0);

    EXPECT_EQ(code(gone), FailureCode::local_file_changed);
}

TEST_F(PublishTest, SaysWhenOnlyAnotherFileHasTheName) {
    const auto gone = item();
    put(name_, "old");
    ASSERT_EQ(unlink(part_.c_str()), 0);

    EXPECT_EQ(code(gone), FailureCode::local_file_changed);
    EXPECT_EQ(content(name_), "old");
}

TEST_F(PublishTest, DoesNotTakeAnotherFileOfTheSameInodeForThePublishedOne) {
    const auto before = item();
    // A number that was given again shows as another size.
    ASSERT_EQ(rename(part_.c_str(), name_.c_str()), 0);
    put(name_, "somebody's");

    EXPECT_EQ(code(before), FailureCode::local_file_changed);
    EXPECT_EQ(content(name_), "somebody's");
}

TEST_F(PublishTest, RefusesAPartFileThatGrew) {
    const auto short_one = item();
    put(part_, "more than the bytes that were received");

    EXPECT_EQ(code(short_one), FailureCode::local_file_changed);
    EXPECT_FALSE(exists(name_));
}

TEST_F(PublishTest, RefusesAnotherFileInThePartFilesPlace) {
    const auto before = item();
    ASSERT_EQ(rename(part_.c_str(), path("kept").c_str()), 0);
    put(part_, "new bytes");

    EXPECT_EQ(code(before), FailureCode::local_file_changed);
    EXPECT_FALSE(exists(name_));
}

TEST_F(PublishTest, RefusesALinkInThePartFilesPlace) {
    const auto before = item();
    ASSERT_EQ(rename(part_.c_str(), path("kept").c_str()), 0);
    ASSERT_EQ(symlink(path("kept").c_str(), part_.c_str()), 0);

    EXPECT_EQ(code(before), FailureCode::local_file_changed);
    EXPECT_FALSE(exists(name_));
}

TEST_F(PublishTest, RefusesAFifoInThePartFilesPlaceWithoutWaitingForIt) {
    ASSERT_EQ(unlink(part_.c_str()), 0);
    ASSERT_EQ(mkfifo(part_.c_str(), 0600), 0);

    EXPECT_EQ(code(item()), FailureCode::local_file_changed);
}

TEST_F(PublishTest, RefusesAPartFileWithASecondName) {
    ASSERT_EQ(link(part_.c_str(), path("second").c_str()), 0);

    EXPECT_EQ(code(item()), FailureCode::local_file_changed);
}

TEST_F(PublishTest, RefusesADirectoryAsTheDestination) {
    ASSERT_EQ(mkdir(name_.c_str(), 0700), 0);

    const auto failure = publish_it(item());

    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, FailureCode::validation_failed);
    EXPECT_EQ(failure->message, name_ + " is a directory, which no file can replace");
    EXPECT_TRUE(exists(part_));
}

TEST_F(PublishTest, TouchesNothingInAnotherDirectoryOfThatPath) {
    auto moved = item();
    ++moved.destination.directory_id.inode;

    EXPECT_EQ(code(moved), FailureCode::destination_unavailable);
    EXPECT_TRUE(exists(part_));
}

TEST_F(PublishTest, NeverLeavesTheDirectory) {
    auto out = item();
    out.destination.name = "../" + out.destination.name;

    EXPECT_EQ(code(out), FailureCode::validation_failed);
}

TEST_F(PublishTest, SaysWhenTheDirectoryMayNotBeWritten) {
    ASSERT_NE(geteuid(), 0U) << "root may write everywhere: run the tests as an ordinary user";
    ASSERT_EQ(chmod(directory_.c_str(), 0500), 0);

    EXPECT_EQ(code(item()), FailureCode::local_access_denied);
}

TEST_F(PublishTest, PublishesTheRestWhereOneFails) {
    const core::FileRef other{.job = {7}, .index = {4}};
    auto missing = item();
    missing.file = other;
    missing.destination = destination("missing");

    const auto answers = publish_all({missing, item()});

    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].file, other);
    EXPECT_TRUE(answers[0].failure);
    EXPECT_EQ(answers[1], (core::FileAnswer{.file = file_}));
    EXPECT_EQ(content(name_), "new bytes");
}

TEST_F(PublishTest, PublishesIntoSeveralDirectories) {
    ASSERT_EQ(mkdir(path("sub").c_str(), 0700), 0);
    const auto sub_part = path("sub/") + core::part_name(file_, "name");
    put(sub_part, "new bytes");
    auto sub = item();
    sub.destination = {.directory = path("sub"), .name = "name"};
    sub.part = identity(sub_part);

    const auto answers = publish_all({item(), sub});

    EXPECT_EQ(answers, (core::FileAnswers{{.file = file_}, {.file = file_}}));
    EXPECT_EQ(content(path("sub/name")), "new bytes");
}

TEST_F(PublishTest, AnswersNothingWithNothing) {
    EXPECT_TRUE(publish_all({}).empty());
}

}  // namespace
}  // namespace transferd::worker
