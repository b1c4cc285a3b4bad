// SPDX-License-Identifier: MIT
// The store's database, ready to use, whatever happened to its file.
#pragma once

#include "broker/store/damage.hpp"

#include <memory>
#include <optional>
#include <string>

namespace transferd::broker {

/// Opens the database at `path` and brings it to the newest schema. A damaged one is set aside
/// under a name with the day in it, what can be read of it is put into a new one, and `warn` is
/// told. `used` is the highest job id that may have been used, by the file of ids. Throws
/// DatabaseError or std::runtime_error where another broker has it, or where it is newer than this
/// program or not ours, and std::system_error where its files cannot be used; then nothing was
/// changed.
std::unique_ptr<Database> open_database(const std::string& path, std::optional<core::JobId> used,
                                        const Warn& warn);

/// The highest id the database knows of; none: it never had a job, nor did one it replaced.
std::optional<core::JobId> highest_job_id(Database& database);

/// Notes the ids of the history before some of it is deleted.
void keep_highest_job_id(Database& database);

}  // namespace transferd::broker
