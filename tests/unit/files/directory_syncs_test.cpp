// SPDX-License-Identifier: MIT
// One sync of a directory serves every name that comes together, and one of the file system the
// bytes of many small files.
#include "worker/files/directory_syncs.hpp"

#include "unit/files/files_test.hpp"

#include <atomic>
#include <future>
#include <variant>
#include <vector>

#include <fcntl.h>

namespace transferd::worker {
namespace {

class DirectorySyncsTest : public FilesTest {
  protected:
    void sync() {
        threads_->directory_syncs().sync(place_, [this](const Outcome& outcome) {
            EXPECT_FALSE(outcome);
            ++synced_;
        });
    }
    [[nodiscard]] DirectorySyncs::Expected expect() {
        return threads_->directory_syncs().expect(place_);
    }
    /// Everything that was begun before has ended.
    void let_threads_end() {
        bool ended = false;
        threads_->run([] {}, [&ended] { ended = true; });
        wait_until([&ended] { return ended; });
    }

    const DirectoryRef place_ = std::get<DirectoryRef>(open_directory_of(destination("a")));
    int synced_ = 0;
};

TEST_F(DirectorySyncsTest, WaitForANameThatIsExpected) {
    auto another = expect();
    sync();
    let_threads_end();
    EXPECT_EQ(synced_, 0);
    another.reset();
    wait_until([this] { return synced_ == 1; });
}

TEST_F(DirectorySyncsTest, DoNotWaitWhereEnoughIsThere) {
    const auto another = expect();
    for (int i = 0; i < 16; ++i) sync();
    wait_until([this] { return synced_ == 16; });
}

TEST_F(DirectorySyncsTest, WaitForTheLastOfSeveral) {
    auto first = expect();
    auto second = expect();
    sync();
    first.reset();
    let_threads_end();
    EXPECT_EQ(synced_, 0);
    second.reset();
    wait_until([this] { return synced_ == 1; });
}

TEST_F(DirectorySyncsTest, AreNotDisturbedByAnExpectationThatOutlivesThem) {
    const auto another = expect();
    threads_.reset();
    threads_ = std::make_unique<FileThreads>();
    sync();
    wait_until([this] { return synced_ == 1; });
}

/// Files whose bytes are to be made durable, in a directory of a file system that may be synced as
/// a whole, or may not.
class FilesThatEndTogether : public DirectorySyncsTest {
  protected:
    enum class FileSystem { on_a_disk, other };

    [[nodiscard]] DirectoryRef place(FileSystem kind, int open_flags = O_RDONLY) const {
        return std::make_shared<const Directory>(
            Directory{.fd = loop::UniqueFd{open(directory_.c_str(), open_flags | O_CLOEXEC)},
                      .identity = place_->identity,
                      .path = directory_,
                      .syncs_whole = kind == FileSystem::on_a_disk});
    }
    void settle(const DirectoryRef& place, int files) {
        auto& syncs = threads_->directory_syncs();
        // Until all have asked, as their own expectations do.
        const auto more = syncs.expect(place);
        for (int i = 0; i < files; ++i) {
            syncs.sync(
                place, [this](bool synced) { ++(synced ? together_ : alone_); },
                [this](const Outcome& outcome) { ++(outcome ? failed_ : durable_); });
            let_threads_end();
        }
    }

    std::atomic<int> together_ = 0;
    std::atomic<int> alone_ = 0;
    int durable_ = 0;
    int failed_ = 0;
};

TEST_F(FilesThatEndTogether, ShareASyncOfTheirFileSystem) {
    settle(place(FileSystem::on_a_disk), 15);
    wait_until([this] { return durable_ == 15; });
    EXPECT_EQ(together_, 15);
    EXPECT_EQ(alone_, 0);
}

TEST_F(FilesThatEndTogether, AreSyncedByThemselvesWhereTheyAreFew) {
    settle(place(FileSystem::on_a_disk), 7);
    wait_until([this] { return durable_ == 7; });
    EXPECT_EQ(alone_, 7);
}

TEST_F(FilesThatEndTogether, AreFollowedByAFewThatShareASyncToo) {
    const auto place = this->place(FileSystem::on_a_disk);
    settle(place, 15);
    wait_until([this] { return durable_ == 15; });
    EXPECT_TRUE(threads_->directory_syncs().gathers(place));
    settle(place, 2);
    wait_until([this] { return durable_ == 17; });
    EXPECT_EQ(together_, 17);
}

TEST_F(FilesThatEndTogether, AreSyncedByThemselvesWhereTheFileSystemIsNoDisks) {
    settle(place(FileSystem::other), 15);
    wait_until([this] { return durable_ == 15; });
    EXPECT_EQ(alone_, 15);
}

TEST_F(FilesThatEndTogether, AreSyncedByThemselvesWhereTheCommonSyncFails) {
    // Of such a descriptor nothing can be synced, the names neither.
    settle(place(FileSystem::on_a_disk, O_PATH), 15);
    wait_until([this] { return failed_ == 15; });
    EXPECT_EQ(alone_, 15);
    EXPECT_EQ(together_, 0);
}

TEST_F(FilesThatEndTogether, GatherOnceManyAreUnderWay) {
    const auto place = this->place(FileSystem::on_a_disk);
    auto& syncs = threads_->directory_syncs();
    std::vector<DirectorySyncs::Expected> under_way(7);
    for (auto& each : under_way) each = syncs.expect(place);
    EXPECT_FALSE(syncs.gathers(place));
    under_way.push_back(syncs.expect(place));
    EXPECT_TRUE(syncs.gathers(place));
    under_way.clear();
    EXPECT_FALSE(syncs.gathers(place));
}

TEST_F(FilesThatEndTogether, FailWhereTheyHangAndDoNotGatherForAWhile) {
    const auto place = this->place(FileSystem::on_a_disk);
    std::promise<void> gate;
    const auto opened = gate.get_future().share();
    auto& syncs = threads_->directory_syncs();
    std::vector<DirectorySyncs::Expected> under_way(8);
    for (auto& each : under_way) each = syncs.expect(place);
    std::atomic<bool> hangs = false;
    for (int i = 0; i < 16; ++i)
        syncs.sync(
            place,
            [&hangs, opened](bool /*synced*/) {
                hangs = true;
                opened.wait();
            },
            [this](const Outcome& outcome) { ++(outcome ? failed_ : durable_); });
    look_until([&] { return hangs.load(); });
    threads_->give_up_hung({});
    wait_until([this] { return failed_ == 16; });
    EXPECT_FALSE(syncs.gathers(place));
    gate.set_value();
    let_threads_end();
}

}  // namespace
}  // namespace transferd::worker
