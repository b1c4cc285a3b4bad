// SPDX-License-Identifier: MIT
// An INI text as its assignments, each with the number of its line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace transferd::broker {

struct IniLine {
    /// From 1.
    unsigned number{};
    /// Empty before the first section.
    std::string section;
    std::string key;
    std::string value;
    bool operator==(const IniLine&) const = default;
};

struct BadLine {
    unsigned number{};
    std::string why;
    bool operator==(const BadLine&) const = default;
};

struct IniText {
    std::vector<IniLine> lines;
    std::vector<BadLine> bad;
};

/// Total: whatever cannot be read is a bad line. A line that begins with a blank is one of its own,
/// not the rest of the line before.
IniText parse_ini(std::string_view text);

}  // namespace transferd::broker
