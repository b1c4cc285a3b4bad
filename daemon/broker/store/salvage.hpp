// SPDX-License-Identifier: MIT
// Takes out of a damaged database what can be read of it: jobs whole or not at all, everything else
// row by row.
#pragma once

#include "broker/store/database.hpp"
#include "core/ids.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace transferd::broker {

struct Salvage {
    std::size_t jobs{};
    /// Jobs of which something was found, but not everything.
    std::vector<core::JobId> lost;
    /// False: there may have been jobs of which nothing was found.
    bool complete{};
};

/// Both have the same schema, and `fresh` is empty; `used` is the highest id there can be. They are
/// two connections, because one that has met damage writes nothing any more. In one transaction.
/// Throws DatabaseError where `fresh` cannot be written.
Salvage salvage(Database& damaged, Database& fresh, std::optional<core::JobId> used);

}  // namespace transferd::broker
