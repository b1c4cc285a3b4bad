// SPDX-License-Identifier: MIT
#include "broker/store/migrations.hpp"

#include "broker/store/transaction.hpp"

#include <stdexcept>
#include <string>

namespace transferd::broker {

namespace {

void check_ours(Database& database) {
    const auto id = database.number("PRAGMA application_id");
    const bool empty = database.number("SELECT count(*) FROM sqlite_schema") == 0;
    if (id == application_id || (id == 0 && empty)) return;
    throw std::runtime_error{"The database " + database.path() +
                             " was made by another program, not by transferd: move it away, and "
                             "transferd begins a new one"};
}

}  // namespace

void check_schema(Database& database, std::span<const std::string_view> scripts) {
    check_ours(database);
    const auto known = static_cast<std::int64_t>(scripts.size());
    const auto present = database.number("PRAGMA user_version");
    if (present >= 0 && present <= known) return;
    throw std::runtime_error{
        "The database " + database.path() + " has schema " + std::to_string(present) +
        ", but this transferd knows only " + std::to_string(known) +
        ": it was written by a newer version. Install that version again, or move the file away "
        "to begin without its jobs"};
}

void migrate(Database& database, std::span<const std::string_view> scripts) {
    check_schema(database, scripts);
    const auto known = static_cast<std::int64_t>(scripts.size());
    const auto present = database.number("PRAGMA user_version");
    for (auto number = present; number < known; ++number) {
        Transaction transaction{database};
        database.script("PRAGMA application_id = " + std::to_string(application_id));
        database.script(scripts[static_cast<std::size_t>(number)]);
        database.script("PRAGMA user_version = " + std::to_string(number + 1));
        transaction.commit();
    }
}

}  // namespace transferd::broker
