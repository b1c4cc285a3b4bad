// SPDX-License-Identifier: MIT
// A store with enough in it that its tables have several pages, closed and ready to be damaged.
#pragma once

#include "samples.hpp"
#include "sqlite_fixture.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace transferd::test {

/// A file's bytes.
std::string bytes_of(const std::filesystem::path& file);
void write_bytes(const std::filesystem::path& file, const std::string& bytes);

class SalvageFixture : public testing::Test {
  protected:
    static constexpr std::uint64_t jobs = 60;
    static constexpr std::uint64_t retired = 60;
    static constexpr std::size_t page_size = 4096;

    SalvageFixture();

    [[nodiscard]] std::filesystem::path database() const { return folder() / "jobs.db"; }
    [[nodiscard]] std::filesystem::path log() const { return folder() / "jobs.db-wal"; }
    [[nodiscard]] std::filesystem::path folder() const { return fixture_.folder(); }

    /// Leaves the files as kill -9 would have: nothing is moved from the log.
    void close_as_killed();
    void close() { fixture_.close(); }
    void open() { fixture_.open(); }
    OpenStore& opened() { return fixture_.open_store(); }

    /// Each as it was saved, or the failure names it.
    std::size_t whole_jobs();
    /// Of the database that is set aside; without the logs.
    [[nodiscard]] std::vector<std::filesystem::path> asides() const;
    /// All that was set aside has these words in the sentence about it.
    testing::AssertionResult was_told(const std::string& words);
    /// The first page of each table, by its name.
    static std::map<std::string, std::size_t> first_pages(const std::filesystem::path& database);

    SqliteFixture fixture_;
};

}  // namespace transferd::test
