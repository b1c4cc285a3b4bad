// SPDX-License-Identifier: MIT
#include "broker/store/sqlite_sweep_log.hpp"

#include "broker/store/stored.hpp"

#include <utility>

namespace transferd::broker {

namespace {

constexpr std::size_t longest_boot_id = 64;

core::Sweep read_sweep(const Row& row) {
    Stored stored{row};
    core::Sweep sweep;
    sweep.wall = stored.time();
    sweep.boot = core::BootTime{stored.span()};
    sweep.boot_id = stored.line(longest_boot_id);
    sweep.hold_until = stored.maybe([](Stored& s) { return core::BootTime{s.span()}; });
    return sweep;
}

}  // namespace

SqliteSweepLog::SqliteSweepLog(Database& database, Warn warn)
    : database_(database), warn_(std::move(warn)) {}

std::optional<core::Sweep> SqliteSweepLog::last() {
    std::optional<core::Sweep> sweep;
    try {
        database_.each("SELECT wall, boot, boot_id, hold_until FROM sweep",
                       [&](const Row& row) { sweep = read_sweep(row); });
    } catch (const StoredError& error) {
        warn_("The time of the last look for inactive jobs is damaged: " +
              std::string(error.what()));
    }
    return sweep;
}

void SqliteSweepLog::save(const core::Sweep& sweep) {
    const auto hold = sweep.hold_until ? std::optional{sweep.hold_until->time_since_epoch().count()}
                                       : std::nullopt;
    try {
        database_.execute("INSERT OR REPLACE INTO sweep VALUES (1, ?, ?, ?, ?)",
                          sweep.wall.time_since_epoch().count(),
                          sweep.boot.time_since_epoch().count(), sweep.boot_id, hold);
    } catch (const DatabaseError& error) {
        warn_("The time of the last look for inactive jobs could not be saved: " +
              std::string(error.what()));
    }
}

}  // namespace transferd::broker
