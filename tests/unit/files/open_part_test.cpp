// SPDX-License-Identifier: MIT
#include "worker/files/open_part.hpp"

#include "unit/files/files_test.hpp"

#include <array>
#include <csignal>
#include <future>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace transferd::worker {
namespace {

using core::FailureCode;

/// Another process that has the part file open and locked, as a worker without its broker does.
class Orphan {
  public:
    explicit Orphan(const std::string& file) {
        std::array<int, 2> ready{};
        if (pipe2(ready.data(), O_CLOEXEC) != 0) throw std::runtime_error{"cannot make a pipe"};
        child_ = fork();
        if (child_ == 0) hold(file, ready[1]);
        close(ready[1]);
        char byte = 0;
        const auto got = read(ready[0], &byte, 1);
        close(ready[0]);
        if (got != 1) throw std::runtime_error{"the other process could not lock " + file};
    }
    Orphan(const Orphan&) = delete;
    Orphan& operator=(const Orphan&) = delete;
    ~Orphan() { end(); }

    void end() {
        if (child_ <= 0) return;
        kill(child_, SIGKILL);
        waitpid(std::exchange(child_, 0), nullptr, 0);
    }

  private:
    [[noreturn]] static void hold(const std::string& file, int ready) {
        const int fd = open(file.c_str(), O_RDWR | O_CLOEXEC);
        struct flock whole {};
        whole.l_type = F_WRLCK;
        if (fd < 0 || fcntl(fd, F_OFD_SETLK, &whole) != 0 || write(ready, "", 1) != 1) _exit(1);
        while (true) pause();
    }

    pid_t child_ = 0;
};

class OpenPart : public FilesTest {
  protected:
    [[nodiscard]] PartSpec spec() const {
        return {.file = file_, .destination = destination("name")};
    }
    [[nodiscard]] PartSpec known(std::uint64_t offset) const {
        auto it = spec();
        it.part = identity(part_);
        it.offset = offset;
        return it;
    }
    std::variant<OpenedPart, core::Failure> open_it(const PartSpec& spec) {
        return open_part(spec, abandoned_);
    }
    OpenedPart opened(const PartSpec& spec) {
        auto result = open_it(spec);
        if (auto* failure = std::get_if<core::Failure>(&result))
            throw std::runtime_error{failure->message};
        return std::move(std::get<OpenedPart>(result));
    }
    std::optional<FailureCode> code(const PartSpec& spec) {
        const auto result = open_it(spec);
        const auto* failure = std::get_if<core::Failure>(&result);
        return failure ? std::optional{failure->code} : std::nullopt;
    }

    const std::string part_ = part_path("name");
    std::atomic<bool> abandoned_ = false;
};

TEST_F(OpenPart, MakesAFileThatOnlyItsOwnerMayRead) {
    const auto part = opened(spec());

    EXPECT_EQ(status(part_).st_mode & 07777U, 0600U);
    EXPECT_EQ(part.identity, identity(part_));
    EXPECT_EQ(part.offset, 0U);
}

TEST_F(OpenPart, ClosesOnExec) {
    const auto part = opened(spec());

    EXPECT_EQ(fcntl(part.file.get(), F_GETFD), FD_CLOEXEC);
    EXPECT_EQ(fcntl(part.directory->fd.get(), F_GETFD), FD_CLOEXEC);
}

TEST_F(OpenPart, KeepsTheBytesOfTheKnownFile) {
    put(part_, "0123456789");

    const auto part = opened(known(10));

    EXPECT_EQ(part.offset, 10U);
    EXPECT_EQ(content(part_), "0123456789");
}

TEST_F(OpenPart, CutsTheKnownFileToTheBytesThatAreDurable) {
    put(part_, "0123456789");

    const auto part = opened(known(4));

    EXPECT_EQ(part.offset, 4U);
    EXPECT_EQ(content(part_), "0123");
}

TEST_F(OpenPart, StartsOverWhereTheKnownFileIsTooShort) {
    put(part_, "0123");

    const auto part = opened(known(10));

    EXPECT_EQ(part.offset, 0U);
    EXPECT_EQ(content(part_), "");
}

TEST_F(OpenPart, StartsOverWhereTheKnownFileIsGone) {
    auto gone = spec();
    gone.part = {.device = 1, .inode = 1};
    gone.offset = 10;

    EXPECT_EQ(opened(gone).offset, 0U);
}

TEST_F(OpenPart, MakesAnOrphansFileAnew) {
    put(part_, "orphan");
    // Keeps the inode, so that the new file cannot get the same.
    const loop::UniqueFd old{open(part_.c_str(), O_RDONLY | O_CLOEXEC)};
    const auto orphan = identity(part_);

    const auto part = opened(spec());

    EXPECT_NE(part.identity, orphan);
    EXPECT_EQ(content(part_), "");
}

TEST_F(OpenPart, RefusesASymbolicLinkAndLeavesWhatItNames) {
    put(path("precious"), "bytes");
    ASSERT_EQ(symlink(path("precious").c_str(), part_.c_str()), 0);

    EXPECT_EQ(code(spec()), FailureCode::local_file_changed);

    EXPECT_EQ(content(path("precious")), "bytes");
}

TEST_F(OpenPart, RefusesASymbolicLinkToNowhere) {
    ASSERT_EQ(symlink(path("new").c_str(), part_.c_str()), 0);

    EXPECT_EQ(code(spec()), FailureCode::local_file_changed);

    EXPECT_FALSE(exists(path("new")));
}

TEST_F(OpenPart, RefusesAHardLinkAndLeavesWhatItNames) {
    put(path("precious"), "bytes");
    ASSERT_EQ(link(path("precious").c_str(), part_.c_str()), 0);

    EXPECT_EQ(code(known(0)), FailureCode::local_file_changed);

    EXPECT_EQ(content(path("precious")), "bytes");
}

TEST_F(OpenPart, RefusesAFifoWithoutWaitingForIt) {
    ASSERT_EQ(mkfifo(part_.c_str(), 0600), 0);

    EXPECT_EQ(code(spec()), FailureCode::local_file_changed);
}

TEST_F(OpenPart, RefusesADirectory) {
    ASSERT_EQ(mkdir(part_.c_str(), 0700), 0);

    EXPECT_EQ(code(spec()), FailureCode::local_file_changed);
}

TEST_F(OpenPart, RefusesAnotherDirectoryThanTheKnownOne) {
    auto moved = spec();
    ++moved.destination.directory_id.inode;

    EXPECT_EQ(code(moved), FailureCode::destination_unavailable);
    EXPECT_FALSE(exists(part_));
}

TEST_F(OpenPart, SaysWhenTheDirectoryIsGone) {
    auto gone = spec();
    gone.destination.directory += "/gone";

    EXPECT_EQ(code(gone), FailureCode::destination_unavailable);
}

TEST_F(OpenPart, SaysWhenTheDirectoryMayNotBeWritten) {
    ASSERT_NE(geteuid(), 0U) << "root may write everywhere: run the tests as an ordinary user";
    ASSERT_EQ(chmod(directory_.c_str(), 0500), 0);

    EXPECT_EQ(code(spec()), FailureCode::local_access_denied);
}

TEST_F(OpenPart, TakesBackAFileThatNobodyWaitsForAnyMore) {
    abandoned_ = true;

    EXPECT_TRUE(code(spec()));

    EXPECT_FALSE(exists(part_));
}

TEST_F(OpenPart, KeepsTheKnownFileThatNobodyWaitsForAnyMore) {
    put(part_, "0123");
    abandoned_ = true;

    EXPECT_TRUE(code(known(2)));

    EXPECT_EQ(content(part_), "0123");
}

TEST_F(OpenPart, HoldsALockThatKeepsOthersOut) {
    const auto part = opened(spec());
    const loop::UniqueFd other{open(part_.c_str(), O_RDWR | O_CLOEXEC)};
    struct flock whole {};
    whole.l_type = F_WRLCK;

    EXPECT_EQ(fcntl(other.get(), F_OFD_SETLK, &whole), -1);
}

TEST_F(OpenPart, TouchesNothingWhereItWasAbandonedWhileItWaited) {
    put(part_, "0123456789");
    for (const auto& asked : {known(4), spec()}) {
        abandoned_ = false;
        Orphan orphan{part_};
        const auto part = identity(part_);

        auto opening = std::async(std::launch::async, [&] { return open_it(asked); });
        look_until([&] { return is_waited_for(part); });
        abandoned_ = true;
        orphan.end();

        EXPECT_TRUE(std::holds_alternative<core::Failure>(opening.get()));
        EXPECT_EQ(identity(part_), part);
        EXPECT_EQ(content(part_), "0123456789");
    }
}

TEST_F(OpenPart, WaitsForAnotherProcessToStopWriting) {
    put(part_, "0123456789");
    Orphan orphan{part_};
    const auto part = identity(part_);

    auto opening = std::async(std::launch::async, [this] { return open_it(known(4)); });
    look_until([&] { return is_waited_for(part); });
    EXPECT_EQ(content(part_), "0123456789") << "touched while another process wrote it";
    orphan.end();
    opening.wait();

    EXPECT_EQ(content(part_), "0123");
}

}  // namespace
}  // namespace transferd::worker
