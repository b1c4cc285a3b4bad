// SPDX-License-Identifier: MIT
#include "broker/store/damage.hpp"

#include "broker/store/log_check.hpp"
#include "broker/store/migrations.hpp"
#include "broker/store/readable_copy.hpp"
#include "broker/store/salvage.hpp"
#include "broker/store/set_aside.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace transferd::broker {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_named = 20;

bool holds_something(const std::string& file) {
    std::error_code missing;
    const auto size = fs::file_size(file, missing);
    return !missing && size > 0;
}

std::string jobs(std::size_t count) {
    return count == 1 ? "1 job was" : std::to_string(count) + " jobs were";
}

std::string sentence(const Salvage& salvage) {
    std::string text =
        jobs(salvage.jobs) + " salvaged, " + std::to_string(salvage.lost.size()) + " could not be";
    for (std::size_t i = 0; i < std::min(most_named, salvage.lost.size()); ++i)
        text += (i == 0 ? ": " : ", ") + std::to_string(salvage.lost[i].value);
    if (salvage.lost.size() > most_named) text += " and others";
    if (!salvage.complete) text += "; there may have been more that left no trace";
    const bool any_lost = !salvage.lost.empty() || !salvage.complete;
    return text + (any_lost ? ". The files of jobs that were lost stay where they are" : "");
}

Salvage salvage_into(const std::string& fresh, const std::string& damaged,
                     std::optional<core::JobId> used) {
    const ReadableCopy copy{damaged};
    Database source{copy.path()};
    Database database{fresh};
    migrate(database, schema_scripts().first(copy.schema()));
    return salvage(source, database, used);
}

void rename_to_salvaged(const std::string& fresh, const std::string& path) {
    const auto salvaged = salvaged_name(path);
    if (std::rename(fresh.c_str(), salvaged.c_str()) != 0)
        throw std::system_error{errno, std::generic_category(),
                                "rename " + fresh + " to " + salvaged};
}

}  // namespace

void check_whole(Database& database) {
    std::string finding;
    database.each("PRAGMA integrity_check(1)", [&](const Row& row) { finding = row.bytes(0); });
    std::ranges::replace(finding, '\n', ' ');
    if (finding != "ok")
        throw DatabaseError::damage("The database " + database.path() + ": " + finding);
}

std::optional<std::string> find_loss(const std::string& path, std::optional<core::JobId> used) {
    if (holds_something(path)) return std::nullopt;
    const bool is_there = fs::exists(fs::symlink_status(path));
    if (is_there && !fs::is_regular_file(fs::symlink_status(path))) return std::nullopt;
    if (!holds_something(path + "-wal") && !(is_there && used)) return std::nullopt;
    return "The database " + path + ": it is " + (is_there ? "empty" : "missing");
}

void keep_damaged_log(const std::string& path, const Warn& warn) {
    const auto log = path + "-wal";
    if (!is_damaged_log(log)) return;
    const auto aside = aside_name(path) + "-wal";
    fs::copy_file(log, aside);
    warn("The log of the database, " + log + ", is damaged and a copy of it is kept as " + aside +
         ": what was saved last before the end of transferd may be lost");
}

void replace_damaged(const std::string& path, const std::string& why,
                     std::optional<core::JobId> used, const Warn& warn) {
    const ScratchDatabase fresh{path + ".new"};
    const auto salvaged = salvage_into(fresh.path(), path, used);
    rename_to_salvaged(fresh.path(), path);
    const auto aside = replace_with_salvaged(path);
    warn(why + ". It is damaged and set aside as " + aside.value_or("nothing") + ": " +
         sentence(salvaged));
}

void finish_replacing(const std::string& path, const Warn& warn) {
    if (!fs::exists(salvaged_name(path))) return;
    const auto aside = replace_with_salvaged(path);
    if (aside)
        warn("The database " + path + " was damaged and is set aside as " + *aside +
             "; what could be salvaged of it is in the new one");
}

}  // namespace transferd::broker
