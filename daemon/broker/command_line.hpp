// SPDX-License-Identifier: MIT
// What transferd is asked for on its command line and in its environment.
#pragma once

#include "journal/level.hpp"

#include <variant>

namespace transferd::broker {

/// The level to serve with; or the exit status, where it was asked for something else than serving,
/// which is done then.
using Wish = std::variant<journal::Level, int>;

Wish read_command_line(int argc, char** argv);

}  // namespace transferd::broker
