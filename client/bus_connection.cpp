// SPDX-License-Identifier: MIT
#include "client/bus_connection.hpp"

#include "client/terminal.hpp"
#include "dbus/names.hpp"

#include <systemd/sd-bus.h>

namespace transferd::client {
namespace {

std::unique_ptr<sdbus::IConnection> connected(Bus bus) {
    try {
        switch (bus) {
            case Bus::system:
                return sdbus::createSystemBusConnection();
            case Bus::user:
                return sdbus::createSessionBusConnection();
        }
    } catch (const sdbus::Error& error) {
        const char* which = bus == Bus::user ? "session" : "system";
        throw ClientError{ExitCode::unreachable, std::string{"cannot connect to the "} + which +
                                                     " bus: " + error.getMessage()};
    }
    return nullptr;
}

/// sdbus-c++ 1.2 knows neither the flag nor the connection; a message of its own knows both.
struct Peek : sdbus::Message {
    static sd_bus* bus_of(const sdbus::Message& message) {
        return sd_bus_message_get_bus(static_cast<sd_bus_message*>(message.*(&Peek::msg_)));
    }
};

/// Who thinks of a password takes longer than a service.
constexpr std::uint64_t longest_thought = 120'000'000;

void allow_questions(sdbus::IConnection& connection) {
    const auto proxy = sdbus::createProxy(connection, dbus::bus_name, dbus::manager_path);
    auto* bus = Peek::bus_of(proxy->createMethodCall(dbus::manager_interface, "GetQuota"));
    sd_bus_set_allow_interactive_authorization(bus, 1);
    sd_bus_set_method_call_timeout(bus, longest_thought);
}

}  // namespace

BusConnection::BusConnection(Bus bus) : connection_{connected(bus)} {
    if (bus == Bus::system && stdin_is_terminal()) allow_questions(*connection_);
}

std::string path_of(JobId id) {
    return dbus::job_path_prefix + std::to_string(id.value);
}

ClientError translated(const sdbus::Error& error) {
    const ExitCode code = exit_code_of_call(error.getName());
    std::string message = error.getMessage().empty() ? error.getName() : error.getMessage();
    if (code == ExitCode::unreachable) {
        message = "the transfer service does not answer: " + message;
    }
    return ClientError{code, message, error.getName()};
}

}  // namespace transferd::client
