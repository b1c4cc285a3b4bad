// SPDX-License-Identifier: MIT
#include "broker/owners/session_owner.hpp"

#include "broker/owners/account.hpp"

namespace transferd::broker {

std::string SessionOwner::name_of(core::Uid uid) {
    return look_up(uid).name;
}

}  // namespace transferd::broker
