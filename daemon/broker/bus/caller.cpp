// SPDX-License-Identifier: MIT
#include "broker/bus/caller.hpp"

#include "core/error.hpp"

#include <sdbus-c++/Message.h>

namespace transferd::broker {

core::Caller caller_of(const sdbus::IObject& object) {
    const auto* message = object.getCurrentlyProcessedMessage();
    if (!message) throw core::Error{core::ErrorCode::access_denied, "The caller is not known"};
    return {.uid = {message->getCredsEuid()}};
}

}  // namespace transferd::broker
