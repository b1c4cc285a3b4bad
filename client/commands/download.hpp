// SPDX-License-Identifier: MIT
#pragma once

#include "client/globals.hpp"

#include <CLI/App.hpp>

namespace transferd::client {

/// `download`: a file, from the URL to the published name.
void add_download(CLI::App& app, Action& chosen);

}  // namespace transferd::client
