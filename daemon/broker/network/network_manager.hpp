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

    void owner_changed(sdbus::Message& message);
    void changed(sdbus::Message& message);
    void ask_who_it_is();
    /// Nothing is asked of the name itself, which would start what does not run.
    void follow(const std::string& owner);
    void ask();
    void take(const Properties& properties);
    void forget();
    void replace(const Connectivity& now);

    std::function<void()> changed_;
    Connectivity connectivity_;
    sdbus::IConnection& connection_;
    /// Who NetworkManager is on the bus; empty where it does not run. A match rule keeps no signal
    /// away that is sent straight to this connection, so from anybody else one is forged.
    std::string owner_;
    std::unique_ptr<sdbus::IProxy> bus_;
    /// Where it runs.
    std::unique_ptr<sdbus::IProxy> manager_;
    sdbus::Slot comes_and_goes_;
    sdbus::Slot changes_;
};

}  // namespace transferd::broker
