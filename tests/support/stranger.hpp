// SPDX-License-Identifier: MIT
// Anybody on a bus, who sends forged signals straight to whom they are meant for: no match rule of
// theirs keeps those away.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::test {

class Stranger {
  public:
    /// `address` of the bus.
    explicit Stranger(const std::string& address)
        : connection_(sdbus::createSessionBusConnectionWithAddress(address)),
          bus_(sdbus::createProxy(*connection_, bus_name, bus_path)) {}

    [[nodiscard]] std::string name() const { return connection_->getUniqueName(); }

    struct Signal {
        std::string path;
        std::string interface;
        std::string member;
    };

    inline static const Signal owners{"/org/freedesktop/DBus", "org.freedesktop.DBus",
                                      "NameOwnerChanged"};

    /// Comes back when `whom`, who has to process what comes in, has seen it.
    template <class... Arguments>
    void tell(const std::string& whom, const Signal& kind, const Arguments&... arguments) {
        const auto object = sdbus::createObject(*connection_, kind.path);
        auto signal = object->createSignal(kind.interface, kind.member);
        (signal << ... << arguments);
        signal.setDestination(whom);
        object->emitSignal(signal);
        wait_for(whom);
    }

    /// Until `whom` has processed what came in before.
    void wait_for(const std::string& whom) const {
        sdbus::createProxy(*connection_, whom, "/")
            ->callMethod("Ping")
            .onInterface("org.freedesktop.DBus.Peer");
    }

    /// That the name has another owner now, or none.
    void tell_of_owner(const std::string& whom, const std::string& of, const std::string& before,
                       const std::string& now) {
        tell(whom, owners, of, before, now);
    }

    /// The connections of all others.
    [[nodiscard]] std::vector<std::string> others() const {
        std::vector<std::string> names;
        bus_->callMethod("ListNames").onInterface(bus_name).storeResultsTo(names);
        std::erase_if(names, [this](const auto& each) {
            return each.front() != ':' || each == connection_->getUniqueName();
        });
        return names;
    }
    [[nodiscard]] std::string owner_of(const std::string& well_known) const {
        std::string owner;
        bus_->callMethod("GetNameOwner")
            .onInterface(bus_name)
            .withArguments(well_known)
            .storeResultsTo(owner);
        return owner;
    }

  private:
    static constexpr const char* bus_name = "org.freedesktop.DBus";
    static constexpr const char* bus_path = "/org/freedesktop/DBus";

    std::unique_ptr<sdbus::IConnection> connection_;
    std::unique_ptr<sdbus::IProxy> bus_;
};

}  // namespace transferd::test
