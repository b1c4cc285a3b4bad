// SPDX-License-Identifier: MIT
// A sample of every schema there ever was, with a value of its own in every column, comes through
// all later migrations. The newest one is what the store writes today; a released one never
// changes.
#include "broker/store/migrations.hpp"
#include "samples.hpp"
#include "sqlite_fixture.hpp"

#include <fstream>
#include <iomanip>
#include <iterator>
#include <sstream>

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

namespace fs = std::filesystem;

std::string name_of(std::size_t schema) {
    std::ostringstream name;
    name << std::setw(3) << std::setfill('0') << schema << ".sql";
    return name.str();
}

std::string text_of(const fs::path& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Where a later schema has more to say of a job, this is what it says of one of an older schema.
core::Job as_of(std::size_t /*schema*/, core::Job job) {
    return job;
}
core::FileEntry as_of(std::size_t /*schema*/, core::FileEntry file) {
    return file;
}

void fill(OpenStore& open) {
    open.store.save(full_job({1}), std::vector{full_file({0}), full_file({1})}, {});
    open.store.save(plain_job({2}), std::vector{plain_file({0})}, {});
    open.store.retire(full_entry({3}), {});
    open.store.commit();
    open.database->script(
        "INSERT INTO meta VALUES ('highest_id', 4);"
        "INSERT INTO errands VALUES (5, 1000, 'jo', 'discard', x'0001', 6, 7)");
}

/// One line for each row, in the order of the tables.
std::string dump(broker::Database& database, std::size_t schema) {
    std::string all = "-- SPDX-License-Identifier: MIT\n-- What the store writes with schema " +
                      std::to_string(schema) + ".\n";
    std::vector<std::string> queries;
    database.each(
        "SELECT 'SELECT ''INSERT INTO ' || t.name || ' (' || group_concat(c.name, ', ') ||"
        " ') VALUES ('' || ' || group_concat('quote(' || c.name || ')', ' || '', '' || ') ||"
        " ' || '');'' FROM ' || t.name"
        " FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'"
        " GROUP BY t.rowid ORDER BY t.rowid",
        [&](const broker::Row& row) { queries.emplace_back(row.bytes(0)); });
    for (const auto& query : queries)
        database.each(query,
                      [&](const broker::Row& row) { all.append(row.bytes(0)).append("\n"); });
    return all;
}

TEST(SchemaSamples, EndWithWhatTheStoreWritesToday) {
    const TempDir folder;
    OpenStore open{folder.path()};
    fill(open);
    const auto newest = broker::schema_scripts().size();
    const auto written = dump(*open.database, newest);
    const auto suggestion = fs::path{BUILD_DIRECTORY} / name_of(newest);
    std::ofstream{suggestion} << written;
    EXPECT_EQ(written, text_of(fs::path{SCHEMA_SAMPLES} / name_of(newest)))
        << "Unless this schema was released, copy " << suggestion << " to " << SCHEMA_SAMPLES;
}

class SchemaSample : public testing::TestWithParam<std::size_t> {};

TEST_P(SchemaSample, ComesThroughAllLaterMigrations) {
    const auto schema = GetParam();
    const auto sample = text_of(fs::path{SCHEMA_SAMPLES} / name_of(schema));
    ASSERT_FALSE(sample.empty()) << "schema " << schema << " has no sample " << name_of(schema);
    const TempDir folder;
    {
        broker::Database database{folder.path() / "jobs.db"};
        broker::migrate(database, broker::schema_scripts().first(schema));
        database.script(sample);
    }
    OpenStore open{folder.path()};
    const auto jobs = open.store.load();
    ASSERT_EQ(jobs.size(), 2U);
    EXPECT_EQ(jobs[0].job, as_of(schema, full_job({1})));
    EXPECT_EQ(jobs[0].files,
              (std::vector{as_of(schema, full_file({0})), as_of(schema, full_file({1}))}));
    EXPECT_EQ(jobs[1].job, as_of(schema, plain_job({2})));
    EXPECT_EQ(jobs[1].files, std::vector{as_of(schema, plain_file({0}))});
    EXPECT_EQ(open.history.final_jobs({}, {}, 0), std::vector{full_entry({3})});
    EXPECT_EQ(open.database->number("SELECT sum(attempts) FROM errands"), 7);
    EXPECT_EQ(broker::highest_job_id(*open.database), core::JobId{4});
    EXPECT_EQ(open.database->number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    EXPECT_TRUE(open.warnings.empty());
}

INSTANTIATE_TEST_SUITE_P(Each, SchemaSample,
                         testing::Range(std::size_t{1}, broker::schema_scripts().size() + 1));

}  // namespace
}  // namespace transferd::test
