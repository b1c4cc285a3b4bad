// SPDX-License-Identifier: MIT
#include "worker/files/check_destination.hpp"

#include "unit/files/files_test.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace transferd::worker {
namespace {

using core::FailureCode;

class CheckDestination : public FilesTest {
  protected:
    core::CheckAnswers check_all(const std::vector<core::Destination>& destinations) {
        std::optional<core::CheckAnswers> answers;
        check_destinations(*threads_, destinations, [&](const auto& all) { answers = all; });
        EXPECT_FALSE(answers) << "answered from within the call";
        wait_until([&] { return answers.has_value(); });
        return answers.value_or(core::CheckAnswers{});
    }
    core::CheckAnswer check(const std::string& directory, const std::string& name) {
        return check_all({{.directory = directory, .name = name}}).at(0);
    }
    std::optional<FailureCode> code(const std::string& directory, const std::string& name) {
        const auto answer = check(directory, name);
        return answer.failure ? std::optional{answer.failure->code} : std::nullopt;
    }
};

TEST_F(CheckDestination, AnswersWithTheDirectorysIdentity) {
    const auto answer = check(directory_, "new");

    EXPECT_FALSE(answer.failure);
    EXPECT_EQ(answer.directory, identity(directory_));
}

TEST_F(CheckDestination, KnowsADirectoryByItsFileSystemsOwnIdWhichOutlivesAMount) {
    const auto answer = check(directory_, "new");

    EXPECT_NE(answer.directory.device, status(directory_).st_dev);
    EXPECT_EQ(answer.directory.device, identity(directory_).device);
}

TEST_F(CheckDestination, AnswersNothingWithNothing) {
    EXPECT_TRUE(check_all({}).empty());
}

TEST_F(CheckDestination, AnswersInTheOrderOfTheQuestions) {
    const auto answers = check_all({{.directory = directory_ + "/gone", .name = "a"},
                                    {.directory = directory_, .name = "b"},
                                    {.directory = directory_ + "/gone", .name = "c"}});

    ASSERT_EQ(answers.size(), 3U);
    EXPECT_TRUE(answers[0].failure);
    EXPECT_FALSE(answers[1].failure);
    EXPECT_TRUE(answers[2].failure);
}

TEST_F(CheckDestination, TakesAFileThatIsThere) {
    put(path("old"), "old");

    EXPECT_EQ(code(directory_, "old"), std::nullopt);
}

TEST_F(CheckDestination, TakesASymbolicLinkThatWouldBeReplacedAsItself) {
    ASSERT_EQ(symlink("/etc/passwd", path("link").c_str()), 0);

    EXPECT_EQ(code(directory_, "link"), std::nullopt);
}

TEST_F(CheckDestination, FollowsSymbolicLinksToTheDirectory) {
    ASSERT_EQ(symlink(directory_.c_str(), path("to-itself").c_str()), 0);

    EXPECT_EQ(check(path("to-itself"), "new").directory, identity(directory_));
}

TEST_F(CheckDestination, RefusesADirectoryThatIsNotThere) {
    const auto answer = check(path("gone"), "new");

    ASSERT_TRUE(answer.failure);
    EXPECT_EQ(answer.failure->code, FailureCode::local_not_found);
    EXPECT_EQ(answer.failure->context, core::FailureContext::local_file);
    EXPECT_EQ(answer.failure->system_error, ENOENT);
    EXPECT_EQ(answer.failure->message,
              "cannot open directory " + path("gone") + ": No such file or directory");
}

TEST_F(CheckDestination, RefusesAFileInTheDirectorysPlace) {
    put(path("file"), "");

    EXPECT_EQ(code(path("file"), "new"), FailureCode::local_not_found);
}

TEST_F(CheckDestination, RefusesAnotherDirectoryThanTheOneThatIsKnown) {
    auto known = destination("new");
    ++known.directory_id.inode;

    EXPECT_EQ(check_all({known}).at(0).failure->code, FailureCode::destination_unavailable);
}

TEST_F(CheckDestination, RefusesADirectoryAsTheFile) {
    ASSERT_EQ(mkdir(path("folder").c_str(), 0700), 0);

    const auto answer = check(directory_, "folder");

    ASSERT_TRUE(answer.failure);
    EXPECT_EQ(answer.failure->code, FailureCode::validation_failed);
    EXPECT_EQ(answer.failure->message,
              path("folder") + " is a directory, which no file can replace");
}

TEST_F(CheckDestination, RefusesAFifoAsTheFile) {
    ASSERT_EQ(mkfifo(path("fifo").c_str(), 0600), 0);

    EXPECT_EQ(code(directory_, "fifo"), FailureCode::validation_failed);
}

TEST_F(CheckDestination, RefusesASocketAsTheFile) {
    const loop::UniqueFd socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path("socket").copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);

    EXPECT_EQ(code(directory_, "socket"), FailureCode::validation_failed);
}

TEST_F(CheckDestination, RefusesMagicLinksOfProc) {
    const loop::UniqueFd open_directory{
        open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    const std::string magic = "/proc/self/fd/" + std::to_string(open_directory.get());

    EXPECT_EQ(code(magic, "new"), FailureCode::local_access_denied);
    EXPECT_EQ(code("/proc/self/root" + directory_, "new"), FailureCode::local_access_denied);
}

TEST_F(CheckDestination, RefusesNamesThatLeadOutOfTheDirectory) {
    EXPECT_EQ(code(directory_, "../new"), FailureCode::validation_failed);
    EXPECT_EQ(code(directory_, ".."), FailureCode::validation_failed);
    EXPECT_EQ(code(directory_, ""), FailureCode::validation_failed);
}

TEST_F(CheckDestination, RefusesANameThatIsTooLongForTheFileSystem) {
    EXPECT_EQ(code(directory_, std::string(300, 'x')), FailureCode::validation_failed);
}

TEST_F(CheckDestination, RefusesADirectoryThatMayNotBeWritten) {
    ASSERT_NE(geteuid(), 0U) << "root may write everywhere: run the tests as an ordinary user";
    ASSERT_EQ(chmod(directory_.c_str(), 0500), 0);

    EXPECT_EQ(code(directory_, "new"), FailureCode::local_access_denied);
}

TEST_F(CheckDestination, RefusesADirectoryOfAnotherUser) {
    ASSERT_NE(geteuid(), 0U) << "root may write everywhere: run the tests as an ordinary user";

    EXPECT_EQ(code("/root", "new"), FailureCode::local_access_denied);
}

}  // namespace
}  // namespace transferd::worker
