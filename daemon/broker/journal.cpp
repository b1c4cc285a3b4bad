// SPDX-License-Identifier: MIT
#include "broker/journal.hpp"

#include <cstdio>

#include <systemd/sd-daemon.h>

namespace transferd::broker {

void warn(const std::string& sentence) {
    // The prefix is the level; a service manager takes it off.
    const std::string line = SD_WARNING + sentence + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace transferd::broker
