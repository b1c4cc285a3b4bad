// SPDX-License-Identifier: MIT
#include "broker/journal.hpp"

#include <cstdio>

namespace transferd::broker {

void warn(const std::string& sentence) {
    // The level as sd-daemon(3) has it, "warning"; a service manager takes it off.
    const std::string line = "<4>" + sentence + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace transferd::broker
