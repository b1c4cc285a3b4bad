// SPDX-License-Identifier: MIT
// What is kept of a response's head: lines "Name: value" in one text, each ended by a line feed, so
// that a file costs what its server said and nothing for each line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace transferd::core {

/// settings.md, "Fixed limits".
inline constexpr std::size_t most_response_headers = 100;
inline constexpr std::size_t largest_response_headers = 64UL * 1024;

/// Whatever a server sent as a line, and never longer but for its end: control characters become
/// spaces, and what is no UTF-8 question marks.
std::string header_line(std::string_view name, std::string_view value);

/// Nothing else is taken from a worker or a database; the empty text is a list of none.
bool is_header_list(std::string_view text);

/// The lines of such a list, without their ends.
std::vector<std::string> header_lines(std::string_view list);

}  // namespace transferd::core
