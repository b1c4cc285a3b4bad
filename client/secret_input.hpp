// SPDX-License-Identifier: MIT
// A password from who is at the terminal, or from whatever standard input is. Never from the
// command line, which everybody on the machine can read.
#pragma once

#include <string>

namespace transferd::client {

/// Where standard input is a terminal: after `prompt`, which goes to standard error, and without
/// showing what is typed. Else its first line. Throws ClientError where there is none.
std::string read_secret(const std::string& prompt);

}  // namespace transferd::client
