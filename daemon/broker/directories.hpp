// SPDX-License-Identifier: MIT
// Where the broker keeps what it has, as its environment says.
#pragma once

#include <string>

namespace transferd::broker {

/// A variable of the environment; empty where there is none.
std::string given(const char* name);

/// Of systemd's (STATE_DIRECTORY and its like), which keeps users' hands off the environment.
std::string given_directory(const char* name, const std::string& usual);

/// $NAME, or ~/FALLBACK, with /transferd. Throws std::runtime_error where neither is known.
std::string user_directory(const char* name, const std::string& fallback);

}  // namespace transferd::broker
