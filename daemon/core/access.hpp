// SPDX-License-Identifier: MIT
// Who may do what to a job. A stranger does not even learn that it exists.
#pragma once

#include "core/ids.hpp"
#include "core/job.hpp"

namespace transferd::core {

/// Who called, read from the bus when the call arrived.
struct Caller {
    Uid uid;
    /// Authorised for manage-all-jobs.
    bool manages_all_jobs{};
    /// Authorised for take-ownership, in a call of TakeOwnership.
    bool takes_ownership{};
};

constexpr bool may_see(const Caller& caller, const Job& job) {
    return caller.uid == job.owner || caller.manages_all_jobs || caller.takes_ownership;
}

}  // namespace transferd::core
