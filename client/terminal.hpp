// SPDX-License-Identifier: MIT
// What the two output streams are connected to.
#pragma once

#include <cstddef>

namespace transferd::client {

/// True where colours on stdout are wanted: a terminal, not TERM=dumb, no NO_COLOR.
bool stdout_has_colour();

/// True where a line on stderr can be written over: a terminal, not TERM=dumb.
bool stderr_is_terminal();

/// True where somebody can be asked.
bool stdin_is_terminal();

/// True where stdout is a terminal: JSON is indented for whoever reads it there.
bool stdout_is_terminal();

/// Columns of the terminal on stderr; 80 where it does not say.
std::size_t stderr_columns();

/// True where the locale writes UTF-8; setlocale() must have been called.
bool locale_is_utf8();

}  // namespace transferd::client
