// SPDX-License-Identifier: MIT
// The filter of ListJobs and ListHistory.
#pragma once

#include "core/access.hpp"
#include "core/value.hpp"

#include <optional>
#include <set>

namespace transferd::broker {

struct JobFilter {
    /// None: everybody's.
    std::optional<core::Uid> owner;
    /// Also those that another account with the owner's uid must not see.
    bool with_held{};
    std::optional<core::JobType> type;
    /// None: all that are not final.
    std::optional<std::set<core::JobState>> states;

    [[nodiscard]] bool takes(const core::Job& job) const;
};

/// Throws InvalidArgs that names the key, AccessDenied where the caller may see only their own.
/// `with_states`: whether the key States is taken.
JobFilter job_filter(const core::Caller& caller, const core::Dictionary& keys, bool with_states);

}  // namespace transferd::broker
