// SPDX-License-Identifier: MIT
// The network as the machine's services tell of it over the system bus. Without that bus, or when
// it goes away, the network is taken for online.
#pragma once

#include "broker/bus/bus_pump.hpp"
#include "broker/network/network_manager.hpp"
#include "loop/deferred.hpp"

#include <functional>
#include <memory>

namespace transferd::broker {

class MachineNetwork final : public core::Network {
  public:
    explicit MachineNetwork(loop::EventLoop& loop);
    MachineNetwork(const MachineNetwork&) = delete;
    MachineNetwork& operator=(const MachineNetwork&) = delete;
    ~MachineNetwork() override = default;

    [[nodiscard]] core::NetworkState state() const override;
    void on_change(std::function<void()> changed) override;

  private:
    void connect(loop::EventLoop& loop);
    void lose();

    std::function<void()> changed_;
    std::unique_ptr<sdbus::IConnection> bus_;
    std::unique_ptr<NetworkManager> manager_;
    loop::Deferred broken_;
    std::unique_ptr<BusPump> pump_;
};

}  // namespace transferd::broker
