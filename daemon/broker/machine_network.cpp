// SPDX-License-Identifier: MIT
#include "broker/machine_network.hpp"

#include <utility>

namespace transferd::broker {

MachineNetwork::MachineNetwork(loop::EventLoop& loop) : broken_(loop, [this] { lose(); }) {
    try {
        connect(loop);
    } catch (const sdbus::Error&) {
        manager_.reset();  // a container without a system bus is a place like any other
        bus_.reset();
    }
}

void MachineNetwork::connect(loop::EventLoop& loop) {
    bus_ = sdbus::createSystemBusConnection();
    manager_ = std::make_unique<NetworkManager>(*bus_);
    pump_ = std::make_unique<BusPump>(loop, *bus_, [this] { broken_.ask(); });
}

core::NetworkState MachineNetwork::state() const {
    return manager_ ? manager_->state() : core::NetworkState::online;
}

void MachineNetwork::on_change(std::function<void()> changed) {
    changed_ = std::move(changed);
    if (manager_) manager_->on_change(changed_);
}

void MachineNetwork::lose() {
    const bool was_online = state() == core::NetworkState::online;
    pump_.reset();
    manager_.reset();
    bus_.reset();
    if (!was_online && changed_) changed_();
}

}  // namespace transferd::broker
