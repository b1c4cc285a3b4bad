// SPDX-License-Identifier: MIT
// Which keys a damaged table has: it is read in the order of the key, and around pages that cannot
// be read by halving what is left.
#pragma once

#include "broker/store/database.hpp"

#include <cstdint>
#include <set>
#include <string>

namespace transferd::broker {

struct Keys {
    std::set<std::int64_t> found;
    /// False: there may be more in what could not be read.
    bool complete = true;
};

/// Of the integer column `key`, by which `table` is sorted. `highest` is where the search ends in
/// case that the table's own end cannot be read. Throws DatabaseError where it is the machine's
/// fault.
Keys find_keys(Database& database, const std::string& table, const std::string& key,
               std::int64_t highest);

}  // namespace transferd::broker
