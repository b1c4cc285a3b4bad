// SPDX-License-Identifier: MIT
#include "broker/bus/authority.hpp"

#include <unistd.h>

namespace transferd::broker {

bool administers(const core::Caller& caller) {
    return caller.uid.value == 0 || caller.uid.value == geteuid();
}

}  // namespace transferd::broker
