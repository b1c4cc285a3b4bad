// SPDX-License-Identifier: MIT
#include "broker/store/database.hpp"

#include "broker/store/sql_text.hpp"
#include "broker/store/transaction.hpp"

#include <gtest/gtest.h>

namespace transferd::broker {
namespace {

class InMemory : public testing::Test {
  protected:
    void SetUp() override { database_.script("CREATE TABLE t (a ANY, b ANY) STRICT"); }

    std::int64_t rows() { return database_.number("SELECT count(*) FROM t"); }

    Database database_{":memory:"};
};

TEST_F(InMemory, BindsEveryKindOfParameter) {
    database_.execute("INSERT INTO t VALUES (?, ?)", std::string_view{}, Blob{});
    database_.execute("INSERT INTO t VALUES (?, ?)", 0xFFFF'FFFF'FFFF'FFFFU,
                      std::optional<std::string>{});
    std::vector<std::string> seen;
    database_.each("SELECT a, b FROM t", [&](const Row& row) {
        for (const int column : {0, 1})
            seen.push_back(row.is_null(column)      ? "null"
                           : row.is_text(column)    ? "text"
                           : row.is_blob(column)    ? "blob"
                           : row.is_integer(column) ? std::to_string(row.integer(column))
                                                    : "?");
    });
    EXPECT_EQ(seen, (std::vector<std::string>{"text", "blob", "-1", "null"}));
}

TEST_F(InMemory, KeepsZeroBytesOfTextAndBlobs) {
    const std::string bytes("a\0b", 3);
    database_.execute("INSERT INTO t VALUES (?, ?)", bytes, Blob{bytes});
    database_.each("SELECT a, b FROM t", [&](const Row& row) {
        EXPECT_EQ(row.bytes(0), bytes);
        EXPECT_EQ(row.bytes(1), bytes);
    });
}

TEST_F(InMemory, SaysWhatWasDoneAndWhyItFailed) {
    try {
        database_.execute("SELECT * FROM missing");
        FAIL();
    } catch (const DatabaseError& error) {
        EXPECT_STREQ(error.what(),
                     "The database :memory:: no such table: missing (SELECT * FROM missing)");
        EXPECT_FALSE(error.damaged());
    }
}

TEST_F(InMemory, RunsAQueryAgainThatAVisitLeft) {
    database_.script("INSERT INTO t VALUES (1, 1), (2, 2)");
    const auto leave = [](const Row&) { throw std::runtime_error{"enough"}; };
    EXPECT_THROW(database_.each("SELECT a FROM t", leave), std::runtime_error);
    int seen = 0;
    database_.each("SELECT a FROM t", [&](const Row&) { ++seen; });
    EXPECT_EQ(seen, 2);
}

TEST_F(InMemory, RollsBackATransactionThatIsNotCommitted) {
    {
        Transaction transaction{database_};
        database_.script("INSERT INTO t VALUES (1, 1)");
    }
    EXPECT_EQ(rows(), 0);
    EXPECT_FALSE(database_.in_transaction());
}

TEST_F(InMemory, KeepsATransactionThatIsCommitted) {
    {
        Transaction transaction{database_};
        database_.script("INSERT INTO t VALUES (1, 1)");
        transaction.commit();
    }
    EXPECT_EQ(rows(), 1);
}

TEST_F(InMemory, UpdatesARowWithoutDeletingWhatRefersToIt) {
    static constexpr std::array<std::string_view, 3> names = {"a", "b", "c"};
    const Columns columns{.table = "x", .keys = 1, .names = names};
    database_.script(
        "CREATE TABLE x (a INTEGER PRIMARY KEY, b, c);"
        "CREATE TABLE y (x REFERENCES x (a) ON DELETE CASCADE)");
    database_.execute(upsert(columns), 1, 2, 3);
    database_.execute("INSERT INTO y VALUES (1)");
    database_.execute(upsert(columns), 1, 4, 5);
    EXPECT_EQ(database_.number("SELECT b * 10 + c FROM x"), 45);
    EXPECT_EQ(database_.number("SELECT count(*) FROM y"), 1);
}

TEST_F(InMemory, RunsUnderTheRulesOfTheStore) {
    EXPECT_EQ(database_.number("PRAGMA synchronous"), 2);
    EXPECT_EQ(database_.number("PRAGMA foreign_keys"), 1);
    EXPECT_EQ(database_.number("PRAGMA secure_delete"), 1);
    EXPECT_EQ(database_.number("PRAGMA trusted_schema"), 0);
    EXPECT_EQ(database_.number("PRAGMA cell_size_check"), 1);
    EXPECT_EQ(database_.number("PRAGMA cache_size"), -1024);
}

}  // namespace
}  // namespace transferd::broker
