// SPDX-License-Identifier: MIT
#include "client/bus_connection.hpp"

#include "dbus/names.hpp"

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

}  // namespace

BusConnection::BusConnection(Bus bus) : connection_{connected(bus)} {}

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
