// SPDX-License-Identifier: MIT
// The store's database, ready to use, whatever happened to its file.
#pragma once

#include "broker/store/database.hpp"
#include "core/ids.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace transferd::broker {

/// Takes a sentence for the journal.
using Warn = std::function<void(const std::string&)>;

/// Opens the database at `path` and brings it to the newest schema. A damaged one is set aside as
/// `PATH.damaged`, which `warn` is told, and a new one begun. Throws DatabaseError where another
/// broker has it, std::runtime_error where it is newer than this program or not ours,
/// std::system_error where its directory cannot be used.
std::unique_ptr<Database> open_database(const std::string& path, const Warn& warn);

/// The highest id the database knows of; none: it never had a job, nor did one it replaced.
std::optional<core::JobId> highest_job_id(Database& database);

/// Notes the ids of the history before some of it is deleted.
void keep_highest_job_id(Database& database);

}  // namespace transferd::broker
