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
    : bus_(sdbus::createProxy(connection, bus_name, bus_path)),
      manager_(sdbus::createProxy(connection, its_name, its_path)),
      comes_and_goes_(connection.addMatch(
          std::string("type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',"
                      "arg0='") +
              its_name + "'",
          [this](sdbus::Message& message) {
              std::string name;
              std::string before;
              std::string now;
              message >> name >> before >> now;
              now.empty() ? forget() : ask();
          })),
      changes_(connection.addMatch(std::string("type='signal',sender='") + its_name + "',path='" +
                                       its_path + "',interface='" + properties_interface +
                                       "',member='PropertiesChanged',arg0='" + its_name + "'",
                                   [this](sdbus::Message& message) {
                                       std::string interface;
                                       Properties changed;
                                       message >> interface >> changed;
                                       take(changed);
                                   })) {
    ask_whether_it_runs();
}

core::NetworkState NetworkManager::state() const {
    return network_state(connectivity_);
}

void NetworkManager::ask_whether_it_runs() {
    bus_->callMethodAsync("NameHasOwner")
        .onInterface(bus_name)
        .withArguments(its_name)
        .uponReplyInvoke([this](const sdbus::Error* error, bool runs) {
            if (!error && runs) ask();
        });
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
