// SPDX-License-Identifier: MIT
#include "salvage_fixture.hpp"

namespace transferd::test {

namespace {

namespace fs = std::filesystem;

std::vector<core::FileEntry> files() {
    return {full_file({0}), full_file({1})};
}

}  // namespace

std::string bytes_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write_bytes(const fs::path& file, const std::string& bytes) {
    std::ofstream{file, std::ios::binary} << bytes;
}

SalvageFixture::SalvageFixture() {
    auto& store = fixture_.open_store().store;
    for (std::uint64_t i = 0; i < jobs + retired; ++i) {
        const auto id = store.new_id();
        if (i < jobs)
            store.save(full_job(id), files(), {});
        else
            store.retire(full_entry(id), {});
        if (i % 10 == 9) store.commit();
    }
    fixture_.open_store().database->execute(
        "INSERT INTO errands VALUES (1, 1000, 'jo', 'discard', x'01', 1, 0)");
}

void SalvageFixture::close_as_killed() {
    const fs::path kept = folder() / "kept";
    fs::create_directory(kept);
    for (const auto& file : {database(), log()}) fs::copy_file(file, kept / file.filename());
    close();
    for (const auto& file : {database(), log()}) fs::rename(kept / file.filename(), file);
    fs::remove(kept);
}

std::size_t SalvageFixture::whole_jobs() {
    const auto all = opened().store.load();
    for (const auto& saved : all) {
        EXPECT_EQ(saved.job, full_job(saved.job.id));
        EXPECT_EQ(saved.files.size(), 2U);
        for (const auto& file : saved.files) {
            auto expected = full_file(file.index);
            if (file.durable == core::Durable{}) expected.durable = {};
            EXPECT_EQ(file, expected) << "of job " << saved.job.id.value;
        }
    }
    return all.size();
}

std::vector<fs::path> SalvageFixture::asides() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator{folder()}) {
        const std::string name = entry.path().filename();
        if (name.starts_with("jobs.db.damaged-") && !name.ends_with("-wal"))
            found.push_back(entry.path());
    }
    return found;
}

testing::AssertionResult SalvageFixture::was_told(const std::string& words) {
    const auto& warnings = opened().warnings;
    for (const auto& warning : warnings)
        if (warning.find(words) != std::string::npos) return testing::AssertionSuccess();
    auto failure = testing::AssertionFailure() << "no sentence with '" << words << "':";
    for (const auto& warning : warnings) failure << "\n" << warning;
    return failure;
}

std::map<std::string, std::size_t> SalvageFixture::first_pages(const fs::path& database) {
    std::map<std::string, std::size_t> pages;
    broker::Database{database}.each(
        "SELECT name, rootpage FROM sqlite_schema", [&](const broker::Row& row) {
            pages.emplace(row.bytes(0), static_cast<std::size_t>(row.integer(1)));
        });
    return pages;
}

}  // namespace transferd::test
