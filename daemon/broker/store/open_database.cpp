// SPDX-License-Identifier: MIT
#include "broker/store/open_database.hpp"

#include "broker/store/migrations.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace transferd::broker {

namespace {

constexpr std::array<std::string_view, 7> tables = {"meta",     "jobs",    "settings", "files",
                                                    "progress", "errands", "history"};

/// Damage shows itself only where it is read, and the start is the time to find it.
void read_everything(Database& database) {
    for (const auto table : tables)
        database.each("SELECT * FROM " + std::string{table}, [](const Row& row) {
            for (int column = 0; column < row.columns(); ++column) (void)row.bytes(column);
        });
}

std::unique_ptr<Database> opened(const std::string& path) {
    auto database = std::make_unique<Database>(path);
    migrate(*database);
    read_everything(*database);
    return database;
}

void set_aside(const std::string& path) {
    const std::string aside = path + ".damaged";
    const std::array<std::pair<std::string, std::string>, 2> moves = {
        {{path, aside}, {path + "-wal", aside + "-wal"}}};
    for (const auto& [from, to] : moves)
        if (std::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT)
            throw std::system_error{errno, std::generic_category(),
                                    "set aside the damaged database " + from};
}

}  // namespace

std::unique_ptr<Database> open_database(const std::string& path, const Warn& warn) {
    try {
        return opened(path);
    } catch (const DatabaseError& error) {
        if (!error.damaged()) throw;
        warn(std::string{error.what()} + "; it is set aside as " + path +
             ".damaged and a new one is begun: all jobs are lost");
    }
    set_aside(path);
    auto database = opened(path);
    // There were jobs, so that the ids do not start from 1 again.
    database->execute("INSERT INTO meta VALUES ('highest_id', 0)");
    return database;
}

std::optional<core::JobId> highest_job_id(Database& database) {
    std::optional<core::JobId> highest;
    database.each(
        "SELECT max(id) FROM (SELECT max(id) AS id FROM jobs UNION ALL"
        " SELECT max(id) FROM history UNION ALL"
        " SELECT value FROM meta WHERE key = 'highest_id')",
        [&](const Row& row) {
            if (row.is_integer(0) && row.integer(0) >= 0)
                highest = core::JobId{static_cast<std::uint64_t>(row.integer(0))};
        });
    return highest;
}

void keep_highest_job_id(Database& database) {
    database.execute(
        "INSERT INTO meta SELECT 'highest_id', max(id) FROM history HAVING max(id) IS NOT NULL"
        " ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)");
}

}  // namespace transferd::broker
