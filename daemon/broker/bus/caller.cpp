// SPDX-License-Identifier: MIT
#include "broker/bus/caller.hpp"

#include "core/error.hpp"

#include <sdbus-c++/Message.h>
#include <systemd/sd-bus.h>

namespace transferd::broker {

namespace {

/// sdbus-c++ 1.2 has no accessor for the flag, so this reaches for the message that it wraps.
struct Peek : sdbus::Message {
    static sd_bus_message* raw(const sdbus::Message& message) {
        return static_cast<sd_bus_message*>(message.*(&Peek::msg_));
    }
};

}  // namespace

Sender sender_of(const sdbus::IObject& object) {
    const auto* message = object.getCurrentlyProcessedMessage();
    if (!message) throw core::Error{core::ErrorCode::access_denied, "The caller is not known"};
    return {
        .uid = {message->getCredsEuid()},
        .name = message->getSender(),
        .method = message->getMemberName(),
        .interactive = sd_bus_message_get_allow_interactive_authorization(Peek::raw(*message)) > 0};
}

}  // namespace transferd::broker
