// SPDX-License-Identifier: MIT
// Ports of 127.0.0.1 for servers that the tests start.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace transferd::test {

/// Free at the time of the call: all are held at once, so that they differ, and let go for a server
/// to take. Somebody else may be quicker.
std::vector<std::uint16_t> free_ports(std::size_t count);

/// Whether somebody takes connections there before the deadline.
bool listens(std::uint16_t port, std::chrono::milliseconds timeout);

}  // namespace transferd::test
