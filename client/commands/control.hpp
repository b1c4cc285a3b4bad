// SPDX-License-Identifier: MIT
#pragma once

#include "client/globals.hpp"

#include <CLI/App.hpp>

namespace transferd::client {

/// `suspend`, `resume`, `complete` and `cancel`: each one call a job.
void add_control(CLI::App& app, Action& chosen);

}  // namespace transferd::client
