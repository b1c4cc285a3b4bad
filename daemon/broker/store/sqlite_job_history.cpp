// SPDX-License-Identifier: MIT
#include "broker/store/sqlite_job_history.hpp"

#include "broker/store/sql_text.hpp"
#include "broker/store/stored.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace transferd::broker {

namespace {

/// Somebody who makes and cancels jobs all day must not fill the disk.
constexpr std::int64_t most_of_an_owner = 1000;
constexpr std::size_t most_of_leftovers = 16UL * 1024;
constexpr std::size_t longest_name = 4096;
constexpr std::size_t longest_leftovers = 16UL * 1024 * 1024;
constexpr std::array<std::string_view, 15> names = {
    "id",     "owner",      "owner_name",  "type",      "display_name",
    "result", "created",    "transferred", "removed",   "files",
    "bytes",  "error_code", "published",   "discarded", "leftovers"};
constexpr Columns columns{.table = "history", .keys = 1, .names = names};

std::int64_t number(core::WallTime time) {
    return time.time_since_epoch().count();
}

/// As many as there is room for: whoever ended the job was told all. No path has a zero byte in it.
std::string joined(const std::vector<std::string>& paths) {
    std::string bytes;
    for (const auto& path : paths) {
        if (bytes.size() + path.size() >= most_of_leftovers) break;
        bytes += path + '\0';
    }
    return bytes;
}

std::vector<std::string> split(std::string_view bytes) {
    std::vector<std::string> paths;
    while (!bytes.empty()) {
        const auto path = bytes.substr(0, bytes.find('\0'));
        paths.emplace_back(path);
        bytes.remove_prefix(std::min(path.size() + 1, bytes.size()));
    }
    return paths;
}

core::HistoryEntry read_entry(const Row& row) {
    Stored stored{row};
    core::HistoryEntry entry;
    entry.id = core::JobId{stored.bits()};
    entry.owner = core::Uid{stored.number<std::uint32_t>()};
    entry.owner_name = stored.text(longest_name);
    entry.type = stored.word<core::JobType>();
    entry.display_name = stored.text(longest_name);
    entry.result = stored.word<core::JobResult>();
    entry.created = stored.time();
    entry.transferred = stored.maybe([](Stored& s) { return s.time(); });
    entry.removed = stored.time();
    entry.files = stored.number<std::uint32_t>();
    entry.bytes = stored.bits();
    entry.error_code = stored.text(longest_name);
    entry.published = stored.number<std::uint32_t>();
    entry.discarded = stored.number<std::uint32_t>();
    entry.leftovers = split(stored.blob(longest_leftovers));
    return entry;
}

void forget_before(Database& database, core::WallTime time) {
    std::int64_t old = 0;
    database.each(
        "SELECT EXISTS (SELECT 1 FROM history WHERE removed < ?)",
        [&](const Row& row) { old = row.integer(0); }, number(time));
    if (old == 0) return;
    keep_highest_job_id(database);
    database.execute("DELETE FROM history WHERE removed < ?", number(time));
}

/// By an index: the cost is that of the limit, whatever else is in the history.
void forget_above_limit(Database& database, core::Uid owner) {
    std::optional<std::pair<std::int64_t, std::int64_t>> first_too_many;
    database.each(
        "SELECT removed, id FROM history WHERE owner = ? ORDER BY removed DESC, id DESC"
        " LIMIT 1 OFFSET ?",
        [&](const Row& row) { first_too_many.emplace(row.integer(0), row.integer(1)); },
        owner.value, most_of_an_owner);
    if (!first_too_many) return;
    keep_highest_job_id(database);
    database.execute("DELETE FROM history WHERE owner = ? AND (removed, id) <= (?, ?)", owner.value,
                     first_too_many->first, first_too_many->second);
}

}  // namespace

SqliteJobHistory::SqliteJobHistory(Database& database, Warn warn)
    : database_(database), warn_(std::move(warn)) {}

std::vector<core::HistoryEntry> SqliteJobHistory::final_jobs(
    const std::optional<core::Account>& owner, std::optional<core::JobType> type,
    std::uint32_t limit) {
    static const std::string sql =
        "SELECT " + column_list(columns) +
        " FROM history WHERE (?1 IS NULL OR owner = ?1) AND (?2 IS NULL OR type = ?2)"
        " AND (?4 = '' OR owner_name IN (?4, ''))"
        " ORDER BY removed DESC, id DESC LIMIT ?3";
    const auto uid = owner ? std::optional{owner->uid.value} : std::nullopt;
    const std::string name = owner ? owner->name : "";
    const auto type_word = type ? std::optional{core::word(*type)} : std::nullopt;
    const std::int64_t most = limit == 0 ? -1 : static_cast<std::int64_t>(limit);
    std::vector<core::HistoryEntry> entries;
    database_.each(
        sql,
        [&](const Row& row) {
            try {
                entries.push_back(read_entry(row));
            } catch (const StoredError& error) {
                warn_("The history entry of job " + std::to_string(row.integer(0)) +
                      " is damaged and left out: " + error.what());
            }
        },
        uid, type_word, most, name);
    return entries;
}

void write_history(Database& database, const core::HistoryEntry& entry) {
    static const std::string sql = upsert(columns);
    const auto transferred =
        entry.transferred ? std::optional{number(*entry.transferred)} : std::nullopt;
    const std::string leftovers = joined(entry.leftovers);
    // The foreign keys take the settings, files and progress along.
    database.execute("DELETE FROM jobs WHERE id = ?", entry.id.value);
    database.execute(sql, entry.id.value, entry.owner.value, entry.owner_name,
                     core::word(entry.type), entry.display_name, core::word(entry.result),
                     number(entry.created), transferred, number(entry.removed), entry.files,
                     entry.bytes, entry.error_code, entry.published, entry.discarded,
                     Blob{leftovers});
    forget_before(database, entry.removed - core::history_goes_back);
    forget_above_limit(database, entry.owner);
}

}  // namespace transferd::broker
