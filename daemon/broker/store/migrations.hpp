// SPDX-License-Identifier: MIT
// Brings a database to the newest schema, one numbered script after another.
#pragma once

#include "broker/store/database.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace transferd::broker {

/// In the header of every database of ours: "Trfd".
inline constexpr std::int64_t application_id = 0x54726664;

/// The scripts of schema/, built in; number 1 comes first.
std::span<const std::string_view> schema_scripts();

/// Throws std::runtime_error with a sentence where the database is not ours or newer than this
/// program; reads only.
void check_schema(Database& database, std::span<const std::string_view> scripts = schema_scripts());

/// Runs each script the database has not had, in a transaction of its own that also records it.
/// Throws as check_schema does; then it was not touched.
void migrate(Database& database, std::span<const std::string_view> scripts = schema_scripts());

}  // namespace transferd::broker
