// SPDX-License-Identifier: MIT
// Who sent the call that is being handled.
#pragma once

#include "core/ids.hpp"

#include <string>
#include <unordered_map>

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

/// Who the connections belong to. The bus gives a name once, to one user, as long as it lives; so
/// what it has said of one stays true, and each call need not wait for it to say so again.
class KnownSenders {
  public:
    /// Read now: only inside a method handler, before anything asynchronous. Throws sdbus::Error
    /// where a caller that is not known yet is gone already; there is no default.
    Sender sender_of(const sdbus::IObject& object);

  private:
    core::Uid uid_of(const std::string& name, const sdbus::Message& message);

    std::unordered_map<std::string, core::Uid> uids_;
};

}  // namespace transferd::broker
