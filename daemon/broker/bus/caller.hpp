// SPDX-License-Identifier: MIT
// Who sent the call that is being handled.
#pragma once

#include "core/ids.hpp"

#include <optional>
#include <string>

#include <sdbus-c++/IConnection.h>
#include <sdbus-c++/IObject.h>
#include <systemd/sd-bus.h>

namespace transferd::broker {

struct Sender {
    /// The effective uid that the bus saw when the connection was made.
    core::Uid uid;
    /// Of that connection; no other ever has it while the bus lives.
    std::string name;
    /// The method that is called.
    std::string method;
    /// Somebody may be asked for a password, however long it takes.
    bool interactive{};
};

/// Read now: only inside a method handler, before anything asynchronous. `uid`: of who the bus says
/// has called; throws AccessDenied where it has not said so.
Sender sender_of(const sdbus::IObject& object, std::optional<core::Uid> uid);

/// The library's own connection inside of it.
sd_bus* bus_of(sdbus::IConnection& connection);

}  // namespace transferd::broker
