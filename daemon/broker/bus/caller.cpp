// SPDX-License-Identifier: MIT
#include "broker/bus/caller.hpp"

#include "core/error.hpp"

#include <utility>

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

/// Forgotten all at once: who is still there is asked about once more.
constexpr std::size_t most_known = 1024;

}  // namespace

core::Uid KnownSenders::uid_of(const std::string& name, const sdbus::Message& message) {
    const auto known = uids_.find(name);
    if (known != uids_.end()) return known->second;
    const core::Uid uid{message.getCredsEuid()};
    if (uids_.size() >= most_known) uids_.clear();
    uids_.emplace(name, uid);
    return uid;
}

Sender KnownSenders::sender_of(const sdbus::IObject& object) {
    const auto* message = object.getCurrentlyProcessedMessage();
    if (!message) throw core::Error{core::ErrorCode::access_denied, "The caller is not known"};
    auto name = message->getSender();
    const auto uid = uid_of(name, *message);
    return {
        .uid = uid,
        .name = std::move(name),
        .method = message->getMemberName(),
        .interactive = sd_bus_message_get_allow_interactive_authorization(Peek::raw(*message)) > 0};
}

}  // namespace transferd::broker
