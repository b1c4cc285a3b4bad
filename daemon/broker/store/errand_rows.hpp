// SPDX-License-Identifier: MIT
// Errands as rows.
#pragma once

#include "broker/store/database.hpp"
#include "core/errand.hpp"

#include <string>

namespace transferd::broker {

/// Writes the errand's row, or its attempts.
void write_errand(Database& database, const core::Errand& errand);
void delete_errand(Database& database, core::ErrandId id);

/// The query that read_errand takes the rows of: oldest first.
const std::string& select_errands();

/// Throws StoredError.
core::Errand read_errand(const Row& row);

}  // namespace transferd::broker
