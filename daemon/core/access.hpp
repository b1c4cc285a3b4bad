// SPDX-License-Identifier: MIT
// Who may do what to a job. A stranger does not even learn that it exists.
#pragma once

#include "core/ids.hpp"
#include "core/job.hpp"
#include "core/permission.hpp"

namespace transferd::core {

/// Who called, read from the bus when the call arrived.
struct Caller {
    Uid uid;
    /// Authorised for manage-all-jobs.
    bool manages_all_jobs{};
    /// Authorised for take-ownership, in a call of TakeOwnership.
    bool takes_ownership{};
    bool cancels_inactive{};
    bool exceeds_quota{};
};

constexpr bool has(const Caller& caller, Permission permission) {
    switch (permission) {
        case Permission::manage_all_jobs:
            return caller.manages_all_jobs;
        case Permission::take_ownership:
            return caller.takes_ownership;
        case Permission::cancel_inactive:
            return caller.cancels_inactive;
        case Permission::exceed_quota:
            return caller.exceeds_quota;
    }
    return false;
}

constexpr Caller granted(Caller caller, Permission permission) {
    switch (permission) {
        case Permission::manage_all_jobs:
            caller.manages_all_jobs = true;
            break;
        case Permission::take_ownership:
            caller.takes_ownership = true;
            break;
        case Permission::cancel_inactive:
            caller.cancels_inactive = true;
            break;
        case Permission::exceed_quota:
            caller.exceeds_quota = true;
            break;
    }
    return caller;
}

/// Who may do everything to everybody's jobs.
constexpr Caller administrator(Uid uid) {
    Caller caller{.uid = uid};
    for (const auto& [permission, its_word] : words_of<Permission>)
        caller = granted(caller, permission);
    return caller;
}

/// Another account with the same uid does not.
constexpr bool owns(const Caller& caller, const Job& job) {
    return caller.uid == job.owner && job.standing != Standing::replaced;
}

constexpr bool may_see(const Caller& caller, const Job& job) {
    return owns(caller, job) || caller.manages_all_jobs || caller.takes_ownership;
}

}  // namespace transferd::core
