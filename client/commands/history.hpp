// SPDX-License-Identifier: MIT
#pragma once

#include "client/globals.hpp"

#include <CLI/App.hpp>

namespace transferd::client {

/// `history`: jobs that ended.
void add_history(CLI::App& app, Action& chosen);

}  // namespace transferd::client
