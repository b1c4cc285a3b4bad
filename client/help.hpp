// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <CLI/App.hpp>

namespace transferd::client {

/// Gives the command line its help texts: layout, examples, exit codes.
void set_up_help(CLI::App& app);

/// Where the help for what was asked stands, for somebody who asked wrongly.
std::string help_hint(const CLI::App& app);

}  // namespace transferd::client
