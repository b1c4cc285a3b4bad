// SPDX-License-Identifier: MIT
// Port: what the machine's network is good for now.
#pragma once

#include "core/words.hpp"

#include <array>
#include <functional>

namespace transferd::core {

/// In the order of what they are good for.
enum class NetworkState { offline, portal, metered, online };

template <>
inline constexpr std::array words_of<NetworkState> = {
    WordPair<NetworkState>{NetworkState::offline, "offline"},
    WordPair<NetworkState>{NetworkState::portal, "portal"},
    WordPair<NetworkState>{NetworkState::metered, "metered"},
    WordPair<NetworkState>{NetworkState::online, "online"},
};

class Network {
  public:
    Network() = default;
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;
    virtual ~Network() = default;

    /// Online where nobody knows: an attempt tells.
    [[nodiscard]] virtual NetworkState state() const = 0;
    /// Called from the loop after each change of state(). One listener.
    virtual void on_change(std::function<void()> changed) = 0;
};

}  // namespace transferd::core
