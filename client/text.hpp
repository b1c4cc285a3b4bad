// SPDX-License-Identifier: MIT
// Text that came from somebody else, on its way to a terminal.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace transferd::client {

/// Takes the next character off the front of `text`: nothing where the bytes are no UTF-8 (one
/// byte is taken then). `text` must not be empty.
std::optional<char32_t> take_character(std::string_view& text);

/// Without what moves a cursor, colours a terminal or turns the direction of writing: C0, DEL, C1,
/// line separators and bidirectional controls. Bytes that are no UTF-8 become '?'.
std::string printable(std::string_view text);

/// True for what printable() takes out.
bool is_control(char32_t character) noexcept;

/// Columns the text takes in a terminal whose locale is the process's.
std::size_t display_width(std::string_view text);

/// The front of the text that fits into so many columns.
std::string fitted(std::string_view text, std::size_t columns);

}  // namespace transferd::client
