// SPDX-License-Identifier: MIT
// How much memory a message takes, about: the bus library does not tell.
#pragma once

#include <cstdint>

#include <systemd/sd-bus.h>

namespace transferd::broker {

/// As much as `enough` where it is that much, or has more parts than are worth counting.
std::uint64_t weight_of(sd_bus_message* message, std::uint64_t enough);

}  // namespace transferd::broker
