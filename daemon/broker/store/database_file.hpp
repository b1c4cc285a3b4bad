// SPDX-License-Identifier: MIT
// The database's file before SQLite sees it.
#pragma once

#include <string>

namespace transferd::broker {

/// Creates the file where it is missing, and keeps others from reading it. Throws
/// std::runtime_error or std::system_error where something else has its name or its log's, or where
/// it may not be read and written; then nothing was touched.
void prepare_database_file(const std::string& path);

}  // namespace transferd::broker
