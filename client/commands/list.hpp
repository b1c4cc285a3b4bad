// SPDX-License-Identifier: MIT
#pragma once

#include "client/globals.hpp"

#include <CLI/App.hpp>

namespace transferd::client {

/// `list`: the jobs that are not final.
void add_list(CLI::App& app, Action& chosen);

/// The same as an action, for a command line without a verb.
ExitCode list_jobs(const Globals& globals, bool all_users);

}  // namespace transferd::client
