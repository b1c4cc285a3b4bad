// SPDX-License-Identifier: MIT
#include "broker/store/sql_text.hpp"

namespace transferd::broker {

namespace {

/// `all`, then `more` with a comma before it unless it is the first.
void append(std::string& all, const std::string& more) {
    if (!all.empty()) all += ", ";
    all += more;
}

}  // namespace

std::string column_list(const Columns& columns) {
    std::string list;
    for (const auto name : columns.names)
        append(list, std::string{columns.table} + "." + std::string{name});
    return list;
}

std::string upsert(const Columns& columns) {
    std::string names;
    std::string places;
    std::string keys;
    std::string updates;
    for (std::size_t i = 0; i < columns.names.size(); ++i) {
        const std::string name{columns.names[i]};
        append(names, name);
        append(places, "?");
        if (i < columns.keys)
            append(keys, name);
        else
            append(updates, std::string{name}.append(" = excluded.").append(name));
    }
    return "INSERT INTO " + std::string{columns.table} + " (" + names + ") VALUES (" + places +
           ") ON CONFLICT (" + keys + ") DO UPDATE SET " + updates;
}

}  // namespace transferd::broker
