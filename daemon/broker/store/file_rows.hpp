// SPDX-License-Identifier: MIT
// The files of a job and their progress as rows.
#pragma once

#include "broker/store/database.hpp"
#include "core/file_entry.hpp"

#include <string>

namespace transferd::broker {

/// Writes the file's row and its progress.
void write_file(Database& database, core::JobId job, const core::FileEntry& file);

/// Writes what is durable of a file; nothing where there is no such file any more.
void write_progress(Database& database, const core::FileRef& file, const core::Durable& durable);

/// The query that read_file takes the rows of: the files of one job in the order of their index.
const std::string& select_files();

/// Throws StoredError.
core::FileEntry read_file(const Row& row);

}  // namespace transferd::broker
