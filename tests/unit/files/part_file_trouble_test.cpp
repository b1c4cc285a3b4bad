// SPDX-License-Identifier: MIT
#include "unit/files/part_file_test.hpp"

#include <csignal>

#include <fcntl.h>
#include <sys/resource.h>

namespace transferd::worker {
namespace {

using core::FailureCode;

constexpr std::size_t block = std::size_t{256} * 1024;

/// No file of this process may grow past `size` while it lives: a disk that fills, for everybody.
class GreatestFile {
  public:
    explicit GreatestFile(rlim_t size) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{.rlim_cur = size, .rlim_max = before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    GreatestFile(const GreatestFile&) = delete;
    GreatestFile& operator=(const GreatestFile&) = delete;
    ~GreatestFile() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

  private:
    rlimit before_{};
    void (*handler_)(int);
};

class PartFileTrouble : public PartFileTest {
  protected:
    /// As another worker's, it delays who opens the file.
    static loop::UniqueFd locked(const std::string& where) {
        loop::UniqueFd file{::open(where.c_str(), O_RDWR | O_CLOEXEC)};
        struct flock whole {};
        whole.l_type = F_WRLCK;
        if (fcntl(file.get(), F_OFD_SETLK, &whole) != 0) throw std::runtime_error{"cannot lock"};
        return file;
    }
};

TEST_F(PartFileTrouble, NamesTheBytesThatAreMissingOnTheDisk) {
    constexpr std::uint64_t more_than_there_is = std::uint64_t{1} << 60U;
    const auto part = opened(spec());

    const auto failure = reserve(*part, more_than_there_is);

    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, FailureCode::disk_full);
    EXPECT_EQ(failure->system_error, ENOSPC);
    EXPECT_NE(failure->message.find("bytes are missing"), std::string::npos) << failure->message;
}

TEST_F(PartFileTrouble, CanBeWrittenAfterAReserveThatFailed) {
    const auto part = opened(spec());
    reserve(*part, std::uint64_t{1} << 60U);

    write(*part, "bytes");

    EXPECT_EQ(finish(*part), Finish{std::uint64_t{5}});
}

TEST_F(PartFileTrouble, TellsAWriteThatFailedInTheBackgroundOnce) {
    const GreatestFile limit{block / 2};
    const auto part = opened(spec());
    std::vector<FailureCode> failures;
    part->on_failure([&](const core::Failure& failure) { failures.push_back(failure.code); });

    write(*part, std::string(2 * block, 'x'));
    wait_until([&] { return !failures.empty(); });

    EXPECT_FALSE(write(*part, "more"));
    EXPECT_TRUE(std::holds_alternative<core::Failure>(checkpoint(*part)));
    EXPECT_EQ(failures, std::vector{FailureCode::size_limit});
}

TEST_F(PartFileTrouble, NeverSaysThatLostBytesAreDurable) {
    const auto part = opened(spec());
    {
        const GreatestFile limit{3};
        write(*part, "bytes");
        EXPECT_TRUE(std::holds_alternative<core::Failure>(checkpoint(*part)));
    }

    EXPECT_TRUE(std::holds_alternative<core::Failure>(checkpoint(*part)));
    EXPECT_TRUE(std::holds_alternative<core::Failure>(finish(*part)));
}

TEST_F(PartFileTrouble, TakesNothingWhileFourBlocksWait) {
    const auto part = opened(spec());
    const std::string data(block, 'x');
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(write(*part, data));

    // Nothing is delivered in between, so all four still wait.
    EXPECT_FALSE(write(*part, "more"));

    EXPECT_EQ(part->received(), 4 * block);
}

TEST_F(PartFileTrouble, SaysOnceThatThereIsRoomAgain) {
    const auto part = opened(spec());
    int told = 0;
    part->on_room([&] { ++told; });
    write(*part, std::string(4 * block, 'x'));
    EXPECT_FALSE(write(*part, "more"));

    EXPECT_TRUE(std::holds_alternative<core::Checkpointed>(checkpoint(*part)));

    EXPECT_EQ(told, 1);
    EXPECT_TRUE(write(*part, "more"));
}

TEST_F(PartFileTrouble, CanBeDestroyedInItsOwnCallback) {
    auto part = opened(spec());
    write(*part, "bytes");

    part->keep();
    part->checkpoint([&](const Checkpoint&) { part.reset(); });
    wait_until([&] { return !part; });

    EXPECT_EQ(content(part_), "bytes");
}

TEST_F(PartFileTrouble, CanBeDestroyedWhileACallHangs) {
    put(part_, "");
    auto other = std::make_unique<loop::UniqueFd>(locked(part_));
    bool answered = false;
    auto part = make(spec());
    part->open([&](const Outcome&) { answered = true; });
    look_until([&] { return is_waited_for(identity(part_)); });

    part.reset();
    other.reset();
    // The lock is free again when the call that hung has ended by itself.
    look_until([&] {
        struct flock whole {};
        whole.l_type = F_WRLCK;
        const loop::UniqueFd file{::open(part_.c_str(), O_RDWR | O_CLOEXEC)};
        return !file || fcntl(file.get(), F_OFD_GETLK, &whole) != 0 || whole.l_type == F_UNLCK;
    });
    threads_->deliver();

    EXPECT_FALSE(answered);
}

TEST_F(PartFileTrouble, LetsOtherFilesGoOnWhileOneHangs) {
    put(part_, "");
    auto other = std::make_unique<loop::UniqueFd>(locked(part_));
    bool answered = false;
    const auto hanging = make(spec());
    hanging->open([&](const Outcome&) { answered = true; });
    look_until([&] { return is_waited_for(identity(part_)); });

    const auto part = opened({.file = file_, .destination = destination("second")});
    write(*part, "bytes");
    EXPECT_EQ(finish(*part), Finish{std::uint64_t{5}});

    EXPECT_FALSE(answered);
    EXPECT_EQ(hanging->calls_ended(), 0U);
    other.reset();
    wait_until([&] { return answered; });
}

TEST_F(PartFileTrouble, LeavesNothingWhereNobodyWasToldOfIt) {
    auto part = opened(spec());
    EXPECT_TRUE(exists(part_));
    part.reset();
    look_until([&] { return !exists(part_); });
}

TEST_F(PartFileTrouble, LeavesNothingWhereItIsDestroyedBeforeItWasOpened) {
    auto part = make(spec());
    part->open([](const Outcome&) {});
    part.reset();
    // Asked after it, so that everything it asked for has been done.
    bool after = false;
    std::size_t left = FileThreads::most_threads;
    for (std::size_t i = left; i > 0; --i) threads_->run([] {}, [&] { after = --left == 0; });

    wait_until([&] { return after; });
    look_until([&] { return !exists(part_); });
}

TEST_F(PartFileTrouble, AnswersWhyItCannotBeOpened) {
    auto gone = spec();
    gone.destination.directory += "/gone";
    const auto part = make(gone);

    const auto failure = open(*part);

    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, FailureCode::destination_unavailable);
    EXPECT_EQ(failure->file, file_.index);
}

}  // namespace
}  // namespace transferd::worker
