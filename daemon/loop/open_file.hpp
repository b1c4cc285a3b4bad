// SPDX-License-Identifier: MIT
// Opens a file for its descriptor's owner.
#pragma once

#include "loop/unique_fd.hpp"

#include <string>

#include <fcntl.h>

namespace transferd::loop {

/// Close-on-exec; none, with errno set, where it could not be opened. A new file has mode 0600.
inline UniqueFd open_file(const std::string& path, int flags) {
    return UniqueFd{::open(path.c_str(), flags | O_CLOEXEC, 0600)};
}

}  // namespace transferd::loop
