// SPDX-License-Identifier: MIT
// What an administrator may be authorised for (dbus/org.example.transfer.policy).
#pragma once

#include "core/words.hpp"

namespace transferd::core {

enum class Permission { manage_all_jobs, take_ownership, cancel_inactive, exceed_quota };

template <>
inline constexpr std::array words_of<Permission> = {
    WordPair<Permission>{Permission::manage_all_jobs, "manage-all-jobs"},
    WordPair<Permission>{Permission::take_ownership, "take-ownership"},
    WordPair<Permission>{Permission::cancel_inactive, "cancel-inactive"},
    WordPair<Permission>{Permission::exceed_quota, "exceed-quota"},
};

}  // namespace transferd::core
