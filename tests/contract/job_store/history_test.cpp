// SPDX-License-Identifier: MIT
// The real store's history: how much of it is kept, and what that costs.
#include "samples.hpp"
#include "sqlite_fixture.hpp"

#include <chrono>
#include <filesystem>

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

constexpr std::uint64_t most = 1000;

class History : public testing::Test {
  protected:
    void retire(std::uint64_t id, core::Uid owner) {
        auto entry = full_entry({id});
        entry.owner = owner;
        entry.removed += core::seconds{static_cast<std::int64_t>(id)};
        fixture_.store().retire(entry, {});
    }
    std::vector<core::HistoryEntry> of(core::Uid owner) {
        return fixture_.history().final_jobs(core::Account{owner, ""}, {}, 0);
    }
    [[nodiscard]] std::uintmax_t log_pages() const {
        constexpr std::uintmax_t frame = 4096 + 24;
        return std::filesystem::file_size(fixture_.folder() + "/jobs.db-wal") / frame;
    }

    SqliteFixture fixture_;
};

TEST(HistoryEntry, IsPastThirtyDaysAfterItsJobAlsoWhereNoOtherJobHasEnded) {
    constexpr std::chrono::hours day{24};
    const auto entry = full_entry({1});
    EXPECT_FALSE(core::is_past(entry, entry.removed + 30 * day));
    EXPECT_TRUE(core::is_past(entry, entry.removed + 30 * day + core::seconds{1}));
    EXPECT_FALSE(core::is_past(entry, entry.removed - 40 * day)) << "the clock went back";
}

TEST_F(History, KeepsTheNewestThousandOfEachOwner) {
    retire(1, {1001});
    for (std::uint64_t id = 2; id < most + 7; ++id) retire(id, {1000});
    fixture_.commit();
    const auto kept = of({1000});
    ASSERT_EQ(kept.size(), most);
    EXPECT_EQ(kept.front().id, core::JobId{most + 6});
    EXPECT_EQ(kept.back().id, core::JobId{7});
    EXPECT_EQ(of({1001}).size(), 1U) << "one owner's jobs do not drive out another's";
}

TEST_F(History, KeepsSixteenKibibytesOfWhatAJobHasLeftBehind) {
    auto entry = full_entry({1});
    const std::string path(4000, 'x');
    entry.leftovers = {path, path, path, path, path};
    fixture_.store().retire(entry, {});
    fixture_.commit();
    EXPECT_EQ(of(entry.owner).at(0).leftovers, std::vector(4, path));
}

TEST_F(History, GivesNoIdOfAForgottenJobAgain) {
    // The clock was set back: the highest id is the oldest entry.
    auto entry = full_entry({50'000});
    entry.owner = {1000};
    fixture_.store().retire(entry, {});
    for (std::uint64_t id = 1; id <= most; ++id) retire(id, {1000});
    fixture_.commit();
    ASSERT_EQ(of({1000}).back().id, core::JobId{1});
    fixture_.restart();
    EXPECT_GT(fixture_.store().new_id(), core::JobId{50'000});
}

TEST_F(History, WritesAFewPagesForAJobHoweverLongItIs) {
    for (std::uint32_t owner = 1000; owner < 1010; ++owner)
        for (std::uint64_t i = 0; i < most; ++i) retire(i * 10 + owner, {owner});
    fixture_.commit();
    fixture_.restart();  // which begins the log anew
    retire(1'000'000, {1000});
    fixture_.commit();
    // The meta row; of the table and of each of the two indexes the pages of the new row and the
    // forgotten one; now and then a page that becomes free, or two that are balanced.
    EXPECT_LE(log_pages(), 14U);
}

}  // namespace
}  // namespace transferd::test
