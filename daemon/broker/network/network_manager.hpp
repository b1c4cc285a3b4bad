// SPDX-License-Identifier: MIT
// What NetworkManager says of the machine's network. Where it does not run, the network is taken
// for online.
#pragma once

#include "broker/network/connectivity.hpp"
#include "core/network.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::broker {

class NetworkManager final : public core::Network {
  public:
    /// `connection`: to the system bus, processed by the owner's loop.
    explicit NetworkManager(sdbus::IConnection& connection);

    [[nodiscard]] core::NetworkState state() const override;
    void on_change(std::function<void()> changed) override { changed_ = std::move(changed); }

  private:
    using Properties = std::map<std::string, sdbus::Variant>;

    /// Only where it runs: asking must not start it.
    void ask_whether_it_runs();
    void ask();
    void take(const Properties& properties);
    void forget();
    void replace(const Connectivity& now);

    std::function<void()> changed_;
    Connectivity connectivity_;
    std::unique_ptr<sdbus::IProxy> bus_;
    std::unique_ptr<sdbus::IProxy> manager_;
    sdbus::Slot comes_and_goes_;
    sdbus::Slot changes_;
};

}  // namespace transferd::broker
