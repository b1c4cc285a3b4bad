// SPDX-License-Identifier: MIT
// The SQL that follows from a table's list of columns, so that the list is written once.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace transferd::broker {

/// A table's columns in the order in which values are bound and rows are read.
struct Columns {
    std::string_view table;
    /// How many of the first columns are the key.
    std::size_t keys;
    std::span<const std::string_view> names;
};

/// "table.a, table.b"
std::string column_list(const Columns& columns);

/// Inserts a row, or updates the one with its key: never a delete, which would take along the rows
/// that refer to it.
std::string upsert(const Columns& columns);

}  // namespace transferd::broker
