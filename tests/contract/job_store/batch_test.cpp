// SPDX-License-Identifier: MIT
// The real store's batches: what they cost, when they are asked for, and a database that is full.
#include "samples.hpp"
#include "sqlite_fixture.hpp"

#include <filesystem>

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

class Batch : public testing::Test {
  protected:
    broker::SqliteJobStore& store() { return fixture_.open_store().store; }

    [[nodiscard]] std::uintmax_t log_bytes() const {
        return std::filesystem::file_size(fixture_.folder() + "/jobs.db-wal");
    }

    void save_big(core::JobId id) {
        auto job = plain_job(id);
        job.error = core::Failure{.message = std::string(60'000, 'x')};
        store().save(job, {}, [this](const core::SaveError& error) {
            told_.push_back(error.value_or("saved"));
        });
    }

    SqliteFixture fixture_;
    std::vector<std::string> told_;
};

TEST_F(Batch, LeavesNoSecretOfAJobThatHasEnded) {
    auto& database = *fixture_.open_store().database;
    store().save(full_job({1}), {}, {});
    store().commit();
    EXPECT_EQ(database.number("SELECT count(*) FROM secrets"), 2);
    store().retire(full_entry({1}), {});
    store().commit();
    EXPECT_EQ(database.number("SELECT count(*) FROM secrets"), 0);
}

TEST_F(Batch, FailsWholeWhereTheDatabaseIsFull) {
    fixture_.open_store().database->execute("PRAGMA max_page_count = 40");
    store().save(plain_job({1}), {}, [this](const core::SaveError& error) {
        told_.push_back(error.value_or("saved"));
    });
    for (const std::uint64_t id : {2U, 3U, 4U}) save_big({id});
    store().save(plain_job({5}), {}, [this](const core::SaveError& error) {
        told_.push_back(error.value_or("saved"));  // there would be room for it alone
    });
    store().commit();
    ASSERT_EQ(told_.size(), 5U);
    for (const auto& why : told_)
        EXPECT_NE(why.find("database or disk is full"), std::string::npos) << why;
    EXPECT_TRUE(store().load().empty());
}

TEST_F(Batch, WorksAgainWhereThereIsRoomAgain) {
    fixture_.open_store().database->execute("PRAGMA max_page_count = 40");
    for (const std::uint64_t id : {2U, 3U, 4U}) save_big({id});
    store().commit();
    fixture_.open_store().database->execute("PRAGMA max_page_count = 1000");
    save_big({5});
    store().commit();
    EXPECT_EQ(told_.back(), "saved");
    EXPECT_EQ(store().load().size(), 1U);
}

TEST_F(Batch, IsLostWhereItIsNotCommitted) {
    save_big({1});
    store().checkpoint({{1}, {0}}, {});
    fixture_.restart();
    EXPECT_TRUE(store().load().empty());
    EXPECT_TRUE(told_.empty());
}

TEST_F(Batch, AsksForOneCommitForAllItsChanges) {
    save_big({1});
    save_big({2});
    EXPECT_EQ(fixture_.open_store().commits_wanted, 1);
    store().commit();
    save_big({3});
    EXPECT_EQ(fixture_.open_store().commits_wanted, 2);
}

TEST_F(Batch, ThatNobodyWaitsForAsksForNoHurry) {
    auto& open = fixture_.open_store();
    store().save(plain_job({1}), {}, {}, core::Haste::lazily);
    store().save(plain_job({2}), {}, {}, core::Haste::lazily);
    EXPECT_EQ(open.lazy_commits_wanted, 1);
    EXPECT_EQ(open.commits_wanted, 0);
    store().save(plain_job({3}), {}, {});
    EXPECT_EQ(open.commits_wanted, 1);
    store().commit();
    store().save(plain_job({4}), {}, {}, core::Haste::lazily);
    EXPECT_EQ(open.lazy_commits_wanted, 2);
    EXPECT_EQ(open.commits_wanted, 1);
}

TEST_F(Batch, WritesAJobOnceForAllThatNobodyWaitsFor) {
    auto job = full_job({1});
    std::vector<core::FileEntry> files;
    for (std::uint32_t i = 0; i < 20; ++i) files.push_back(plain_file({i}));
    store().save(job, files, {});
    store().commit();
    const auto rows_written = [&] {
        return fixture_.open_store().database->number("SELECT total_changes()");
    };
    const auto before = rows_written();
    for (auto& file : files) {
        file.size = 1;
        store().save(job, std::span{&file, 1}, {}, core::Haste::lazily);
        file.transferred = true;
        store().save(job, std::span{&file, 1}, {}, core::Haste::lazily);
    }
    store().commit();
    EXPECT_LE(rows_written() - before, 20 + 1);
}

TEST_F(Batch, ReadsWhatIsNotCommittedYet) {
    auto job = plain_job({1});
    store().save(job, {}, {});
    job.error_count = 3;
    store().save(job, {}, {}, core::Haste::lazily);
    EXPECT_EQ(store().load(core::JobId{1}).at(0).job.error_count, 3U);
}

TEST_F(Batch, AsksForACheckpointOnlyWhereNothingElseWaits) {
    auto& open = fixture_.open_store();
    store().checkpoint({{1}, {0}}, {});
    store().checkpoint({{1}, {1}}, {});
    EXPECT_EQ(open.checkpoints_wanted, 1);
    store().commit();
    save_big({1});
    store().checkpoint({{1}, {0}}, {});
    EXPECT_EQ(open.checkpoints_wanted, 1);
    EXPECT_EQ(open.commits_wanted, 1);
}

TEST_F(Batch, WarnsOfCheckpointsThatAreLost) {
    store().save(plain_job({1}), std::vector{plain_file({0})}, {});
    store().commit();
    store().checkpoint({{1}, {0}}, {.ranges = {{0, 5}}, .digest_state = "", .transfer_state = ""});
    fixture_.fail_next_commit();
    fixture_.commit();
    EXPECT_EQ(fixture_.open_store().warnings.size(), 1U);
}

TEST_F(Batch, WarnsOfChangesThatAreNotSaved) {
    store().save(plain_job({1}), {}, {});
    fixture_.fail_next_commit();
    fixture_.commit();
    ASSERT_EQ(fixture_.open_store().warnings.size(), 1U);
    EXPECT_TRUE(fixture_.open_store().warnings[0].starts_with("Changes of jobs are not saved: "));
}

TEST_F(Batch, WritesOnePageOrTwoForAFileOfALargeJob) {
    constexpr std::uint32_t many = 5000;
    constexpr std::uintmax_t frame = 4096 + 24;
    std::vector<core::FileEntry> files;
    for (std::uint32_t i = 0; i < many; ++i) files.push_back(plain_file({i}));
    store().save(plain_job({1}), files, {});
    store().commit();
    fixture_.restart();  // which begins the log anew
    files[2500].transferred = true;
    store().save(plain_job({1}), std::span{files}.subspan(2500, 1), {});
    store().commit();
    EXPECT_LE(log_bytes(), 32 + 3 * frame) << "the job's page, the file's, and one to spare";
}

TEST_F(Batch, WritesOnePageForACheckpoint) {
    constexpr std::uintmax_t frame = 4096 + 24;
    store().save(full_job({1}), std::vector{full_file({0})}, {});
    store().commit();
    fixture_.restart();
    store().checkpoint({{1}, {0}}, {.ranges = {{0, 5}}, .digest_state = "x", .transfer_state = ""});
    store().commit();
    EXPECT_LE(log_bytes(), 32 + 1 * frame);
}

}  // namespace
}  // namespace transferd::test
