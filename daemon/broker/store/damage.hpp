// SPDX-License-Identifier: MIT
// Whether a database is whole, and what becomes of one that is not.
#pragma once

#include "broker/store/database.hpp"
#include "core/ids.hpp"

#include <functional>
#include <optional>
#include <string>

namespace transferd::broker {

/// Takes a sentence for the journal.
using Warn = std::function<void(const std::string&)>;

/// Reads all of it: 0.1 s for the largest that the limits allow. Throws DatabaseError.
void check_whole(Database& database);

/// Why the files at `path`, which are not open, cannot be all of a database that has been used.
std::optional<std::string> find_loss(const std::string& path, std::optional<core::JobId> used);

/// Keeps a copy of a damaged log beside it, for SQLite takes from it what it can read and writes
/// over the rest; `warn` is told.
void keep_damaged_log(const std::string& path, const Warn& warn);

/// Sets the damaged database aside and puts a new one in its place with all that can be read of it;
/// `warn` is told how much that is. Throws where that cannot be done, and then nothing is lost.
void replace_damaged(const std::string& path, const std::string& why,
                     std::optional<core::JobId> used, const Warn& warn);

/// Ends what replace_damaged began before this program was killed.
void finish_replacing(const std::string& path, const Warn& warn);

}  // namespace transferd::broker
