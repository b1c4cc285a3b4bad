// SPDX-License-Identifier: MIT
#pragma once

#include "client/globals.hpp"

#include <CLI/App.hpp>

namespace transferd::client {

/// `credentials set` and `credentials remove`: as whom jobs log in.
void add_credentials(CLI::App& app, Action& chosen);

}  // namespace transferd::client
