// SPDX-License-Identifier: MIT
#include "broker/bus/session_authority.hpp"

#include <unistd.h>

namespace transferd::broker {

core::Caller SessionAuthority::caller(core::Uid uid) const {
    auto caller = core::Caller{.uid = uid};
    if (uid.value == 0 || uid.value == geteuid()) caller = core::administrator(uid);
    caller.exceeds_quota = uid.value == 0;
    return caller;
}

void SessionAuthority::ask(const Sender& /*sender*/, core::Permission /*permission*/,
                           Answered answered) {
    answered(false);
}

}  // namespace transferd::broker
