// SPDX-License-Identifier: MIT
// Who sent the call that is being handled.
#pragma once

#include "core/ids.hpp"

#include <string>

#include <sdbus-c++/IObject.h>

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

/// Read now: only inside a method handler, before anything asynchronous. Throws sdbus::Error where
/// the caller is gone already; there is no default.
Sender sender_of(const sdbus::IObject& object);

}  // namespace transferd::broker
