// SPDX-License-Identifier: MIT
#include "broker/store/migrations.hpp"

#include <array>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace transferd::broker {
namespace {

constexpr std::array<std::string_view, 2> two = {"CREATE TABLE a (x)",
                                                 "ALTER TABLE a ADD COLUMN y"};

/// What migrate() throws, or nothing.
std::string refusal(Database& database, std::span<const std::string_view> scripts) {
    try {
        migrate(database, scripts);
        return "";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

TEST(Migrations, RunEachScriptOnce) {
    Database database{":memory:"};
    migrate(database, std::span{two}.first(1));
    migrate(database, two);
    migrate(database, two);
    EXPECT_EQ(database.number("PRAGMA user_version"), 2);
    EXPECT_EQ(database.number("SELECT count(*) FROM pragma_table_info('a')"), 2);
}

TEST(Migrations, RefuseADatabaseOfANewerProgram) {
    Database database{":memory:"};
    migrate(database, two);
    EXPECT_EQ(
        refusal(database, std::span{two}.first(1)),
        "The database :memory: has schema 2, but this transferd knows only 1: it was written "
        "by a newer version. Install that version again, or move the file away to begin without "
        "its jobs");
}

TEST(Migrations, RefuseADatabaseOfAnotherProgram) {
    Database named{":memory:"};
    named.script("PRAGMA application_id = 5");
    EXPECT_NE(refusal(named, two), "");
    Database unnamed{":memory:"};
    unnamed.script("CREATE TABLE theirs (x)");
    EXPECT_NE(refusal(unnamed, two), "");
}

TEST(Migrations, LeaveTheDatabaseAsItWasWhereAScriptFails) {
    Database database{":memory:"};
    migrate(database, std::span{two}.first(1));
    const std::array<std::string_view, 2> bad = {two[0], "CREATE TABLE b (x); CREATE TABLE a (x)"};
    EXPECT_NE(refusal(database, bad), "");
    EXPECT_EQ(database.number("PRAGMA user_version"), 1);
    EXPECT_EQ(database.number("SELECT count(*) FROM sqlite_schema"), 1);
    EXPECT_FALSE(database.in_transaction());
}

TEST(Migrations, LeadToTheCommittedSchema) {
    Database database{":memory:"};
    migrate(database);
    std::ostringstream dump;
    dump << "-- SPDX-License-Identifier: MIT\n-- Schema " << database.number("PRAGMA user_version")
         << ", as all migrations leave it.\n";
    database.each("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name",
                  [&](const Row& row) { dump << "\n"
                                             << row.bytes(0) << ";\n"; });
    std::ostringstream committed;
    committed << std::ifstream{SCHEMA_DUMP}.rdbuf();
    EXPECT_EQ(dump.str(), committed.str())
        << "A released schema changes by a new numbered script alone; then this dump follows.";
}

}  // namespace
}  // namespace transferd::broker
