// SPDX-License-Identifier: MIT
#include "broker/network/connectivity.hpp"

namespace transferd::broker {

namespace {

constexpr std::uint32_t asleep = 10;
constexpr std::uint32_t connecting = 40;
constexpr std::uint32_t behind_portal = 2;
constexpr std::uint32_t metered = 1;
constexpr std::uint32_t guessed_metered = 3;

}  // namespace

core::NetworkState network_state(const Connectivity& connectivity) {
    // A connection that is being made is none yet; one without the Internet may still reach the
    // server.
    if (connectivity.state >= asleep && connectivity.state <= connecting)
        return core::NetworkState::offline;
    if (connectivity.connectivity == behind_portal) return core::NetworkState::portal;
    const bool costs = connectivity.metered == metered || connectivity.metered == guessed_metered;
    return costs ? core::NetworkState::metered : core::NetworkState::online;
}

}  // namespace transferd::broker
