// SPDX-License-Identifier: MIT
// What transferd is asked for on its command line and in its environment.
#pragma once

#include "journal/level.hpp"

#include <variant>

namespace transferd::broker {

struct Serving {
    journal::Level level{};
    /// The programs of one user, on the session bus; else the machine's users, on the system bus.
    bool session{};
    /// A session's bus starts it again. The system service always ends when it is idle.
    bool exit_when_idle{};
};

/// How to serve; or the exit status, where it was asked for something else, which is done then.
using Wish = std::variant<Serving, int>;

Wish read_command_line(int argc, char** argv);

}  // namespace transferd::broker
