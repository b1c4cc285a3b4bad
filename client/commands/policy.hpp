// SPDX-License-Identifier: MIT
#pragma once

#include "client/globals.hpp"

#include <CLI/App.hpp>

namespace transferd::client {

/// `policy`: the limits in force and where they come from.
void add_policy(CLI::App& app, Action& chosen);

}  // namespace transferd::client
