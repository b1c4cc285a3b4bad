// SPDX-License-Identifier: MIT
#include "worker/files/file_threads.hpp"

#include "unit/files/files_test.hpp"
#include "worker/files/directory.hpp"
#include "worker/files/strand.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <linux/ioprio.h>
#include <poll.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace transferd::worker {
namespace {

class FileThreadsTest : public FilesTest {
  protected:
    /// A call that hangs in the kernel, in opening a FIFO, until let_go().
    void hang(std::function<void()> hung = {}) {
        const auto begun = std::make_shared<std::atomic<bool>>(false);
        threads_->run(
            [where = fifo_, begun] {
                *begun = true;
                loop::UniqueFd{open(where.c_str(), O_RDONLY | O_CLOEXEC)};
            },
            [this] { ++let_go_; }, std::move(hung));
        look_until([begun] { return begun->load(); });
    }
    /// Opens the other end: it can be opened only while somebody waits for it.
    void let_go() const {
        look_until([this] {
            return static_cast<bool>(
                loop::UniqueFd{open(fifo_.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)});
        });
    }
    void SetUp() override { ASSERT_EQ(mkfifo(fifo_.c_str(), 0600), 0); }

    const std::string fifo_ = path("fifo");
    int let_go_ = 0;
};

TEST_F(FileThreadsTest, WorkOnAThreadAndDeliverOnTheLoops) {
    std::thread::id worked;
    std::thread::id delivered;

    threads_->run([&] { worked = std::this_thread::get_id(); },
                  [&] { delivered = std::this_thread::get_id(); });
    wait_until([&] { return delivered != std::thread::id{}; });

    EXPECT_NE(worked, std::this_thread::get_id());
    EXPECT_EQ(delivered, std::this_thread::get_id());
}

/// As the kernel has it, of the thread that runs this.
struct Standing {
    long io_class = syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, 0) >> IOPRIO_CLASS_SHIFT;
    int scheduling = sched_getscheduler(0);
};

TEST_F(FileThreadsTest, StepBackForTheCallsOfABackgroundFileAndForNoOther) {
    const Standing before;
    for (const auto rank : {Rank::usual, Rank::background, Rank::usual}) {
        std::optional<Standing> found;
        bool done = false;
        threads_->run([&] { found.emplace(); }, [&] { done = true; }, {}, rank);
        wait_until([&] { return done; });
        const bool steps_back = rank == Rank::background;
        EXPECT_EQ(found->io_class, steps_back ? long{IOPRIO_CLASS_IDLE} : before.io_class);
        EXPECT_EQ(found->scheduling, steps_back ? SCHED_BATCH : SCHED_OTHER);
    }
}

TEST_F(FileThreadsTest, AreQuietWhenAllIsDelivered) {
    bool done = false;
    threads_->run([] {}, [&] { done = true; });
    wait_until([&] { return done; });

    pollfd event{.fd = threads_->fd(), .events = POLLIN, .revents = 0};

    EXPECT_EQ(poll(&event, 1, 0), 0);
}

TEST_F(FileThreadsTest, AreNeverMoreThanSixteen) {
    constexpr std::size_t calls = 3 * FileThreads::most_threads;
    std::promise<void> go;
    const auto gate = go.get_future().share();
    std::atomic<std::size_t> running = 0;
    std::array<pid_t, calls> threads{};
    std::size_t ended = 0;

    for (auto& thread : threads)
        threads_->run(
            [&, gate] {
                thread = gettid();
                ++running;
                gate.wait();
            },
            [&] { ++ended; });
    look_until([&] { return running >= FileThreads::most_threads; });
    const std::size_t most = running;
    go.set_value();
    wait_until([&] { return ended == calls; });

    EXPECT_EQ(most, FileThreads::most_threads);
    EXPECT_EQ(std::set<pid_t>(threads.begin(), threads.end()).size(), FileThreads::most_threads);
}

TEST_F(FileThreadsTest, AreOthersForOthersOnceTheCallsThatHangAreGivenUp) {
    std::size_t hung = 0;
    bool served = false;
    for (std::size_t i = 0; i < FileThreads::most_threads; ++i) hang([&] { ++hung; });
    threads_->run([] {}, [&] { served = true; });
    threads_->give_up_hung(deadline);
    threads_->deliver();
    EXPECT_EQ(hung, 0U) << "before their time";
    EXPECT_FALSE(served);

    threads_->give_up_hung({});
    wait_until([&] { return served; });

    EXPECT_EQ(hung, FileThreads::most_threads);
    // One writer is there for all that wait.
    let_go();
    look_until([&] { return !threads_->busy(); });
    threads_->deliver();
    EXPECT_EQ(let_go_, 0) << "a call that was given up is answered once";
}

TEST_F(FileThreadsTest, AnswerACallThatNobodyGivesUpWhenItEnds) {
    hang();
    threads_->give_up_hung({});
    EXPECT_TRUE(threads_->busy());
    let_go();
    wait_until([&] { return let_go_ == 1; });
    EXPECT_FALSE(threads_->busy());
}

TEST_F(FileThreadsTest, AreGoneWhenIdle) {
    FileThreads threads{std::chrono::milliseconds{5}};
    std::atomic<pid_t> thread = 0;

    threads.run([&] { thread = gettid(); }, [] {});
    look_until([&] { return thread != 0; });

    look_until([&] { return !exists("/proc/self/task/" + std::to_string(thread)); });
}

TEST_F(FileThreadsTest, StartAgainAfterTheyWereIdle) {
    FileThreads threads{std::chrono::milliseconds{0}};
    std::atomic<int> worked = 0;

    for (int i = 1; i <= 100; ++i) {
        threads.run([&] { ++worked; }, [] {});
        look_until([&] { return worked == i; });
    }

    EXPECT_EQ(worked, 100);
}

TEST_F(FileThreadsTest, GoOnBesideACallThatHangs) {
    hang();
    bool done = false;

    threads_->run([] {}, [&] { done = true; });
    wait_until([&] { return done; });

    EXPECT_EQ(let_go_, 0);
    let_go();
    wait_until([&] { return let_go_ == 1; });
}

TEST_F(FileThreadsTest, CanBeDestroyedWhileACallHangs) {
    hang();

    threads_.reset();

    let_go();
    EXPECT_EQ(let_go_, 0);
}

TEST_F(FileThreadsTest, LetGoOfWhatACallHeldBeforeItIsDelivered) {
    const auto held = std::make_shared<int>(1);
    long holders = 0;

    threads_->run([held] {}, [&] { holders = held.use_count(); });
    wait_until([&] { return holders != 0; });

    EXPECT_EQ(holders, 1);
}

TEST_F(FileThreadsTest, ThrowFromDeliveringWhatTheCallThrew) {
    threads_->run([] { throw std::runtime_error{"a fault"}; }, [] {});

    EXPECT_THROW(wait_until([] { return false; }), std::runtime_error);
}

TEST_F(FileThreadsTest, TakeNoSignals) {
    sigset_t blocked;
    sigemptyset(&blocked);
    bool done = false;

    threads_->run([&] { pthread_sigmask(SIG_BLOCK, nullptr, &blocked); }, [&] { done = true; });
    wait_until([&] { return done; });

    EXPECT_EQ(sigismember(&blocked, SIGTERM), 1);
}

TEST_F(FileThreadsTest, KeepTheOrderOfOneFile) {
    Strand strand{*threads_};
    std::vector<int> worked;
    std::size_t ended = 0;

    for (int i = 0; i < 100; ++i)
        strand.run([&worked, i] { worked.push_back(i); }, [&] { ++ended; });
    wait_until([&] { return ended == 100; });

    EXPECT_TRUE(std::is_sorted(worked.begin(), worked.end()));
    EXPECT_EQ(strand.ended(), 100U);
}

TEST_F(FileThreadsTest, LetAFileGoInItsOwnCallback) {
    auto strand = std::make_unique<Strand>(*threads_);
    std::atomic<bool> second_worked = false;
    bool after = false;

    strand->run([] {}, [&] { strand.reset(); });
    strand->run([&] { second_worked = true; }, [] {});
    wait_until([&] { return !strand; });
    threads_->run([] {}, [&] { after = true; });
    wait_until([&] { return after; });

    EXPECT_FALSE(second_worked);
}

TEST_F(FileThreadsTest, SyncADirectoryForEveryFileThatAsked) {
    const auto opened = open_directory(directory_);
    const auto& directory = std::get<DirectoryRef>(opened);
    int answers = 0;
    const auto count = [&](const Outcome& outcome) { answers += outcome ? 100 : 1; };

    for (int i = 0; i < 5; ++i) threads_->directory_syncs().sync(directory, count);
    wait_until([&] { return answers >= 5; });

    EXPECT_EQ(answers, 5);
}

}  // namespace
}  // namespace transferd::worker
