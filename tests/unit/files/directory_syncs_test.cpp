// SPDX-License-Identifier: MIT
// One sync of a directory serves every name that comes together.
#include "worker/files/directory_syncs.hpp"

#include "unit/files/files_test.hpp"

#include <variant>

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

}  // namespace
}  // namespace transferd::worker
