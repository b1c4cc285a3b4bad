// SPDX-License-Identifier: MIT
// The two times the rules know: what the calendar says and what the machine has lived through.
#pragma once

#include <chrono>
#include <cstdint>

namespace transferd::core {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// CLOCK_REALTIME, for stamps that people read and that outlive a boot.
using WallTime = std::chrono::time_point<std::chrono::system_clock, microseconds>;

/// Tag of CLOCK_BOOTTIME: counts suspend, never jumps.
struct BootClock {
    using duration = microseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<BootClock>;
    static constexpr bool is_steady = true;
};
using BootTime = BootClock::time_point;

/// Microseconds since the epoch as the D-Bus properties have them; 0: it has not happened.
constexpr std::uint64_t usec(WallTime time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

}  // namespace transferd::core
