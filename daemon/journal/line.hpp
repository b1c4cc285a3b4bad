// SPDX-License-Identifier: MIT
// One line of the journal.
#pragma once

#include "journal/level.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace transferd::journal {

struct Field {
    /// As systemd.journal-fields(7) wants it: capitals and underscores.
    std::string_view name;
    std::string value;
};

struct Line {
    Level level{};
    /// One of message_ids.hpp; empty: nobody looks for this line.
    std::string_view id{};
    std::string text;
    std::vector<Field> fields{};
};

}  // namespace transferd::journal
