// SPDX-License-Identifier: MIT
// A store whose files were lost, damaged or written by somebody else.
#include "samples.hpp"
#include "sqlite_fixture.hpp"

#include <filesystem>
#include <fstream>
#include <random>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace transferd::test {
namespace {

class DamagedStore : public testing::Test {
  protected:
    void SetUp() override {
        for (const std::uint64_t id : {1U, 2U})
            fixture_.store().save(full_job({id}), std::vector{full_file({0}), full_file({1})}, {});
        fixture_.commit();
    }

    [[nodiscard]] std::string path(const std::string& name) const {
        return fixture_.folder() + "/" + name;
    }

    /// Changes the closed database behind the store's back.
    void tamper(const std::string& sql) {
        fixture_.close();
        broker::Database{path("jobs.db")}.script("PRAGMA foreign_keys = OFF;" + sql);
        fixture_.open();
    }

    std::vector<std::uint64_t> ids() {
        std::vector<std::uint64_t> all;
        for (const auto& saved : fixture_.store().load()) all.push_back(saved.job.id.value);
        return all;
    }

    SqliteFixture fixture_;
};

class DamagedRow : public DamagedStore, public testing::WithParamInterface<const char*> {};

TEST_P(DamagedRow, LeavesOutItsJobAndKeepsTheOthers) {
    tamper(GetParam());
    EXPECT_EQ(ids(), std::vector<std::uint64_t>{2});
    ASSERT_EQ(fixture_.open_store().warnings.size(), 1U);
    EXPECT_EQ(fixture_.open_store().warnings[0].substr(0, 17), "Job 1 is damaged ");
}

INSTANTIATE_TEST_SUITE_P(
    Each, DamagedRow,
    testing::Values("UPDATE jobs SET owner = -1 WHERE id = 1",
                    "UPDATE jobs SET owner = 4294967296 WHERE id = 1",
                    "UPDATE jobs SET owner_name = char(10) WHERE id = 1",
                    "UPDATE jobs SET state = 'flying' WHERE id = 1",
                    "UPDATE jobs SET created = -1 WHERE id = 1",
                    "UPDATE jobs SET modified = 9223372036854775807 WHERE id = 1",
                    "UPDATE jobs SET error = 'http-' WHERE id = 1",
                    "UPDATE jobs SET error_context = NULL WHERE id = 1",
                    "UPDATE jobs SET error_count = 4294967296 WHERE id = 1",
                    "UPDATE jobs SET resumed = 2 WHERE id = 1",
                    "DELETE FROM settings WHERE job = 1 AND key = 'Priority'",
                    "DELETE FROM secrets WHERE job = 1 AND field = 'http-headers'",
                    "DELETE FROM files WHERE job = 1 AND file = 0",
                    "UPDATE files SET file = 4294967296 WHERE job = 1 AND file = 1",
                    "UPDATE files SET url = '' WHERE job = 1",
                    "UPDATE files SET url = printf('%16385c', 'x') WHERE job = 1",
                    "UPDATE files SET directory = 'tmp' WHERE job = 1",
                    "UPDATE files SET directory = '/tmp/../etc' WHERE job = 1",
                    "UPDATE files SET directory = '/tmp//x' WHERE job = 1",
                    "UPDATE files SET directory = '/tmp/' WHERE job = 1",
                    "UPDATE files SET directory = '/a' || char(0) WHERE job = 1",
                    "UPDATE files SET name = '' WHERE job = 1",
                    "UPDATE files SET name = '..' WHERE job = 1",
                    "UPDATE files SET name = 'a/b' WHERE job = 1",
                    "UPDATE files SET name = printf('%256c', 'x') WHERE job = 1",
                    "UPDATE files SET digest_hex = 'abc' WHERE job = 1",
                    "UPDATE files SET digest_hex = NULL WHERE job = 1",
                    "UPDATE files SET digest_algorithm = 'rot13' WHERE job = 1",
                    "UPDATE files SET response_headers = 'A: b' WHERE job = 1",
                    "UPDATE files SET response_headers = char(10) WHERE job = 1",
                    "UPDATE files SET transferred = -1 WHERE job = 1",
                    "UPDATE files SET size = 1 WHERE job = 1",
                    "UPDATE progress SET ranges = x'80' WHERE job = 1",
                    "UPDATE progress SET digest_state = zeroblob(2000000) WHERE job = 1"));

TEST_F(DamagedStore, SurvivesAnyByteThatIsChanged) {
    std::mt19937 random{7};
    fixture_.close();
    const auto whole = path("jobs.db") + ".whole";
    std::filesystem::copy_file(path("jobs.db"), whole);
    const auto size = std::filesystem::file_size(whole);
    for (int round = 0; round < 100; ++round) {
        std::filesystem::copy_file(whole, path("jobs.db"),
                                   std::filesystem::copy_options::overwrite_existing);
        std::fstream file{path("jobs.db"), std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(static_cast<std::streamoff>(random() % size));
        file.put(static_cast<char>(random() & 0xFFU));
        file.close();
        try {
            fixture_.open();
            EXPECT_LE(fixture_.store().load().size(), 2U);
        } catch (const std::runtime_error& refused) {
            EXPECT_STRNE(refused.what(), "");
        }
        fixture_.close();
    }
    fixture_.open();
}

TEST_F(DamagedStore, GivesNoIdTwiceAfterTheDatabaseIsLost) {
    const auto last = fixture_.store().new_id();
    fixture_.close();
    ASSERT_TRUE(std::filesystem::remove(path("jobs.db")));
    fixture_.open();
    EXPECT_EQ(fixture_.store().new_id(), core::JobId{last.value + 1});
}

TEST_F(DamagedStore, GivesNoIdTwiceAfterTheFileOfIdsIsLost) {
    const auto last = fixture_.store().new_id();
    fixture_.close();
    ASSERT_TRUE(std::filesystem::remove(path("highest-id")));
    fixture_.open();
    const auto next = fixture_.store().new_id();
    EXPECT_GT(next, last);
    EXPECT_EQ(next, core::JobId{1003}) << "1,000 more than the highest id of the database";
}

TEST_F(DamagedStore, DoesNotStartFromOneAfterBothAreLost) {
    fixture_.close();
    std::filesystem::remove(path("highest-id"));
    std::ofstream{path("jobs.db")} << std::string(10000, 'x');
    fixture_.open();
    EXPECT_GT(fixture_.store().new_id(), core::JobId{1000});
}

TEST_F(DamagedStore, RemembersTheIdsOfForgottenHistory) {
    fixture_.store().retire(full_entry({500}), {});
    auto later = full_entry({2});
    later.removed += std::chrono::hours{24 * 60};
    fixture_.store().retire(later, {});
    fixture_.commit();
    fixture_.close();
    ASSERT_FALSE(std::filesystem::exists(path("highest-id")));
    fixture_.open();
    EXPECT_GT(fixture_.store().new_id(), core::JobId{500});
}

TEST_F(DamagedStore, LeavesOutDamagedHistory) {
    fixture_.store().retire(full_entry({1}), {});
    fixture_.store().retire(full_entry({2}), {});
    fixture_.commit();
    tamper("UPDATE history SET result = 'lost' WHERE id = 1");
    EXPECT_EQ(fixture_.history().final_jobs({}, {}, 0), std::vector{full_entry({2})});
    EXPECT_EQ(fixture_.open_store().warnings.size(), 1U);
}

TEST_F(DamagedStore, RefusesASecondBroker) {
    try {
        broker::open_database(path("jobs.db"), {}, [](const std::string&) {});
        FAIL() << "the database was opened twice";
    } catch (const broker::DatabaseError& error) {
        EXPECT_EQ(error.what(),
                  "The database " + path("jobs.db") + " is in use by another transferd");
    }
}

TEST_F(DamagedStore, IsReadableForItsOwnerAlone) {
    fixture_.close();
    ASSERT_EQ(::chmod(path("jobs.db").c_str(), 0644), 0);
    fixture_.open();
    fixture_.store().save(plain_job({3}), {}, {});
    fixture_.commit();
    EXPECT_GT(fixture_.store().new_id(), core::JobId{});
    for (const auto& file : std::filesystem::directory_iterator{fixture_.folder()})
        EXPECT_EQ(file.status().permissions(), std::filesystem::perms{0600}) << file.path();
}

}  // namespace
}  // namespace transferd::test
