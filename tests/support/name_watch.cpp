// SPDX-License-Identifier: MIT
#include "support/name_watch.hpp"

#include "dbus/names.hpp"

namespace transferd::test {

namespace {

constexpr const char* bus = "org.freedesktop.DBus";
constexpr const char* bus_path = "/org/freedesktop/DBus";

}  // namespace

NameWatch::NameWatch(const std::string& address)
    : connection_(sdbus::createSessionBusConnectionWithAddress(address)),
      asking_(sdbus::createSessionBusConnectionWithAddress(address)),
      bus_(sdbus::createProxy(*connection_, bus, bus_path)) {
    bus_->uponSignal("NameOwnerChanged")
        .onInterface(bus)
        .call([this](const std::string& name, const std::string&, const std::string& owner) {
            if (name == dbus::bus_name) changed_to(owner);
        });
    bus_->finishRegistration();
    connection_->enterEventLoopAsync();
}

NameWatch::~NameWatch() {
    connection_->leaveEventLoop();
    bus_.reset();
}

void NameWatch::changed_to(const std::string& owner) {
    const std::scoped_lock lock{mutex_};
    owner_ = owner;
    changed_.notify_all();
}

bool NameWatch::wait_owned(std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, timeout, [&] { return !owner_.empty(); });
}

bool NameWatch::wait_free(std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, timeout, [&] { return owner_.empty(); });
}

pid_t NameWatch::owner_pid() {
    std::uint32_t pid = 0;
    sdbus::createProxy(*asking_, bus, bus_path)
        ->callMethod("GetConnectionUnixProcessID")
        .onInterface(bus)
        .withArguments(dbus::bus_name)
        .storeResultsTo(pid);
    return static_cast<pid_t>(pid);
}

}  // namespace transferd::test
