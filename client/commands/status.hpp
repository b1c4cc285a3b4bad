// SPDX-License-Identifier: MIT
#pragma once

#include "client/globals.hpp"

#include <CLI/App.hpp>

namespace transferd::client {

/// `status`: the whole story of some jobs.
void add_status(CLI::App& app, Action& chosen);

}  // namespace transferd::client
