// SPDX-License-Identifier: MIT
// What every call passes on its way in.
#pragma once

#include "broker/bus/authority.hpp"
#include "broker/bus/call_intake.hpp"
#include "broker/bus/pending_calls.hpp"

namespace transferd::broker {

struct Door {
    PendingCalls& pending;
    Authority& authority;
    const CallIntake& calls;
};

}  // namespace transferd::broker
