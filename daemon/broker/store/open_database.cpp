// SPDX-License-Identifier: MIT
#include "broker/store/open_database.hpp"

#include "broker/store/migrations.hpp"
#include "broker/store/state_folder.hpp"

namespace transferd::broker {

namespace {

std::unique_ptr<Database> opened(const std::string& path) {
    auto database = std::make_unique<Database>(path);
    check_schema(*database);
    check_whole(*database);
    database->begin_log();
    migrate(*database);
    return database;
}

}  // namespace

std::unique_ptr<Database> open_database(const std::string& path, std::optional<core::JobId> used,
                                        const Warn& warn) {
    const FolderLock lock{path};
    finish_replacing(path, warn);
    keep_damaged_log(path, warn);
    auto why = find_loss(path, used);
    try {
        if (!why) return opened(path);
    } catch (const DatabaseError& error) {
        if (!error.damaged()) throw;
        why = error.what();
    }
    replace_damaged(path, *why, used, warn);
    return opened(path);
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
