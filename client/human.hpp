// SPDX-License-Identifier: MIT
// Numbers as people read them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace transferd::client {

/// Bytes in powers of 1024: "999 B", "1.5 KiB", "123 MiB".
std::string human_size(std::uint64_t bytes);

/// The two largest units: "12 s", "3 min 05 s", "2 h 30 min", and without the smaller one where
/// it is 0: "90 d".
std::string human_duration(std::chrono::seconds length);

/// Local time to the second, "2025-03-01 17:05:09"; "-" for 0, which is "not yet" on the bus.
/// `usec`: microseconds since the epoch.
std::string human_time(std::uint64_t usec);

}  // namespace transferd::client
