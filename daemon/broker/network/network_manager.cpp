// SPDX-License-Identifier: MIT
#include "broker/network/network_manager.hpp"

#include <utility>

namespace transferd::broker {

namespace {

constexpr const char* bus_name = "org.freedesktop.DBus";
constexpr const char* bus_path = "/org/freedesktop/DBus";
constexpr const char* its_name = "org.freedesktop.NetworkManager";
constexpr const char* its_path = "/org/freedesktop/NetworkManager";
constexpr const char* properties_interface = "org.freedesktop.DBus.Properties";

void take_number(const std::map<std::string, sdbus::Variant>& properties, const char* name,
                 std::uint32_t& number) {
    const auto found = properties.find(name);
    if (found != properties.end() && found->second.containsValueOfType<std::uint32_t>())
        number = found->second.get<std::uint32_t>();
}

}  // namespace

NetworkManager::NetworkManager(sdbus::IConnection& connection)
    : connection_(connection),
      bus_(sdbus::createProxy(connection, bus_name, bus_path)),
      comes_and_goes_(connection.addMatch(
          std::string("type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',"
                      "arg0='") +
              its_name + "'",
          [this](sdbus::Message& message) { owner_changed(message); })),
      changes_(connection.addMatch(std::string("type='signal',sender='") + its_name + "',path='" +
                                       its_path + "',interface='" + properties_interface +
                                       "',member='PropertiesChanged',arg0='" + its_name + "'",
                                   [this](sdbus::Message& message) { changed(message); })) {
    ask_who_it_is();
}

core::NetworkState NetworkManager::state() const {
    return network_state(connectivity_);
}

void NetworkManager::owner_changed(sdbus::Message& message) {
    if (message.getSender() != bus_name) return;
    std::string name;
    std::string before;
    std::string now;
    message >> name >> before >> now;
    follow(now);
}

void NetworkManager::changed(sdbus::Message& message) {
    if (message.getSender() != owner_) return;
    std::string interface;
    Properties changed;
    message >> interface >> changed;
    take(changed);
}

void NetworkManager::ask_who_it_is() {
    bus_->callMethodAsync("GetNameOwner")
        .onInterface(bus_name)
        .withArguments(its_name)
        .uponReplyInvoke([this](const sdbus::Error* error, const std::string& owner) {
            if (!error) follow(owner);
        });
}

void NetworkManager::follow(const std::string& owner) {
    if (owner == owner_) return;
    owner_ = owner;
    // With it goes an answer of the last owner's that is still to come.
    manager_.reset();
    if (owner.empty()) return forget();
    manager_ = sdbus::createProxy(connection_, owner, its_path);
    ask();
}

void NetworkManager::ask() {
    manager_->callMethodAsync("GetAll")
        .onInterface(properties_interface)
        .withArguments(its_name)
        .uponReplyInvoke([this](const sdbus::Error* error, const Properties& properties) {
            if (!error) take(properties);
        });
}

void NetworkManager::take(const Properties& properties) {
    auto now = connectivity_;
    take_number(properties, "State", now.state);
    take_number(properties, "Connectivity", now.connectivity);
    take_number(properties, "Metered", now.metered);
    replace(now);
}

void NetworkManager::forget() {
    replace({});
}

void NetworkManager::replace(const Connectivity& now) {
    const auto before = state();
    connectivity_ = now;
    if (state() != before && changed_) changed_();
}

}  // namespace transferd::broker
