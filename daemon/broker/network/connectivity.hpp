// SPDX-License-Identifier: MIT
// NetworkManager's three numbers as one state (its D-Bus API: NMState, NMConnectivityState,
// NMMetered).
#pragma once

#include "core/network.hpp"

#include <cstdint>

namespace transferd::broker {

/// 0: unknown, in each of the three.
struct Connectivity {
    std::uint32_t state{};
    std::uint32_t connectivity{};
    std::uint32_t metered{};
    bool operator==(const Connectivity&) const = default;
};

core::NetworkState network_state(const Connectivity& connectivity);

}  // namespace transferd::broker
