// SPDX-License-Identifier: MIT
#include "broker/bus/caller.hpp"

#include "core/error.hpp"

#include <sdbus-c++/IProxy.h>
#include <sdbus-c++/Message.h>

namespace transferd::broker {

namespace {

/// sdbus-c++ 1.2 has no accessor for the flag, nor for its connection, so this reaches for the
/// message that it wraps.
struct Peek : sdbus::Message {
    static sd_bus_message* raw(const sdbus::Message& message) {
        return static_cast<sd_bus_message*>(message.*(&Peek::msg_));
    }
};

}  // namespace

Sender sender_of(const sdbus::IObject& object, std::optional<core::Uid> uid) {
    const auto* message = object.getCurrentlyProcessedMessage();
    if (!message || !uid)
        throw core::Error{core::ErrorCode::access_denied, "The caller is not known"};
    return {
        .uid = *uid,
        .name = message->getSender(),
        .method = message->getMemberName(),
        .interactive = sd_bus_message_get_allow_interactive_authorization(Peek::raw(*message)) > 0};
}

sd_bus* bus_of(sdbus::IConnection& connection) {
    const std::string bus = "org.freedesktop.DBus";
    const auto proxy = sdbus::createProxy(connection, bus, "/org/freedesktop/DBus");
    const auto never_sent = proxy->createMethodCall(bus, "GetId");
    return sd_bus_message_get_bus(Peek::raw(never_sent));
}

}  // namespace transferd::broker
