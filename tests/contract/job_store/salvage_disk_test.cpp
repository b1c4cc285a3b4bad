// SPDX-License-Identifier: MIT
// A salvage that is killed, left without power or met by a full disk at any of its calls: the next
// start has all that there is, and the damaged database is still there as it was found.
#include "faulty_disk.hpp"
#include "samples.hpp"
#include "sqlite_fixture.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t jobs = 5;

std::string text_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

class InterruptedSalvage : public testing::Test {
  protected:
    InterruptedSalvage() {
        OpenStore open{folder_.path()};
        for (std::size_t i = 0; i < jobs; ++i)
            open.store.save(full_job(open.store.new_id()),
                            std::vector{full_file({0}), full_file({1})}, {});
        open.store.commit();
    }
    void SetUp() override {
        std::fstream file{database(), std::ios::in | std::ios::out | std::ios::binary};
        file << "no header of ours";
        file.close();
        damaged_ = text_of(database());
    }

    [[nodiscard]] fs::path database() const { return folder_.path() / "jobs.db"; }

    /// What the next start makes of what a crash left.
    [[nodiscard]] bool is_all_there(const fs::path& folder) const {
        const auto saved = OpenStore{folder}.store.load().size();
        const bool kept =
            std::ranges::any_of(fs::directory_iterator{folder}, [&](const auto& entry) {
                return entry.path().filename().string().starts_with("jobs.db.damaged-") &&
                       text_of(entry.path()) == damaged_;
            });
        return saved == jobs && kept;
    }

    TempDir folder_;
    std::string damaged_;
};

TEST_F(InterruptedSalvage, IsFinishedWhereverItIsKilledOrThePowerGoes) {
    FaultyDisk disk{folder_.path()};
    unsigned looks = 0;
    disk.before_each([&] {
        const TempDir killed;
        const TempDir powerless;
        disk.copy_as_killed(killed.path());
        disk.copy_as_powerless(powerless.path());
        ++looks;
        EXPECT_TRUE(is_all_there(killed.path())) << "killed at call " << looks;
        EXPECT_TRUE(is_all_there(powerless.path())) << "without power at call " << looks;
    });
    EXPECT_EQ(OpenStore{folder_.path()}.store.load().size(), jobs);
    disk.before_each({});
    EXPECT_GT(looks, 30U);
}

TEST_F(InterruptedSalvage, IsDoneAgainWhereTheDiskWasFull) {
    unsigned nth = 1;
    for (bool failed = true; failed; ++nth) {
        const TempDir copy;
        fs::copy(folder_.path(), copy.path());
        FaultyDisk disk{copy.path()};
        disk.fail({Call::write, Call::sync, Call::rename}, nth, ENOSPC);
        try {
            const OpenStore open{copy.path()};
        } catch (const std::exception& error) {
            EXPECT_STRNE(error.what(), "");
        }
        failed = disk.has_failed();
        disk.work();
        EXPECT_TRUE(is_all_there(copy.path())) << "failed at call " << nth;
    }
    EXPECT_GT(nth, 30U);
}

}  // namespace
}  // namespace transferd::test
