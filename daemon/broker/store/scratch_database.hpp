// SPDX-License-Identifier: MIT
// A database that nobody needs afterwards: gone before it is used and when its owner ends.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace transferd::broker {

/// What SQLite puts beside a database, and the database.
inline constexpr std::array database_suffixes = {"-wal", "-shm", "-journal", ""};

class ScratchDatabase {
  public:
    explicit ScratchDatabase(std::string path) : path_(std::move(path)) { remove(); }
    ScratchDatabase(const ScratchDatabase&) = delete;
    ScratchDatabase& operator=(const ScratchDatabase&) = delete;
    ~ScratchDatabase() { remove(); }

    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    void remove() const noexcept {
        std::error_code ignored;
        for (const auto* suffix : database_suffixes)
            std::filesystem::remove(path_ + suffix, ignored);
    }

    std::string path_;
};

}  // namespace transferd::broker
