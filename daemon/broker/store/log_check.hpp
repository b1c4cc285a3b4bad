// SPDX-License-Identifier: MIT
// SQLite's log ends, for SQLite, where it cannot be read: nobody would hear of the changes behind
// that place.
#pragma once

#include <string>

namespace transferd::broker {

/// Whether the log at `path` begins with what is none, or has more changes behind a damaged place
/// than the last one, which a crash may have cut short. False where there is no log.
bool is_damaged_log(const std::string& path);

}  // namespace transferd::broker
