// SPDX-License-Identifier: MIT
#pragma once

#include "client/globals.hpp"

#include <CLI/App.hpp>

namespace transferd::client {

/// `wait`: until jobs are transferred.
void add_wait(CLI::App& app, Action& chosen);

}  // namespace transferd::client
