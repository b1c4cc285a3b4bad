// SPDX-License-Identifier: MIT
// Whether anything would happen if nobody called any more.
#pragma once

#include "core/ledger.hpp"

#include <algorithm>

namespace transferd::core {

/// The job waits for its client and for nothing else. A final one does not: it stays readable for
/// a while.
constexpr bool at_rest(JobState state) {
    switch (state) {
        case JobState::suspended:
        case JobState::error:
        case JobState::transferred:
            return true;
        case JobState::queued:
        case JobState::connecting:
        case JobState::transferring:
        case JobState::transient_error:
        case JobState::acknowledged:
        case JobState::cancelled:
            return false;
    }
    return false;
}

inline bool at_rest(const Record& record) {
    return at_rest(record.job.state) && record.job.pending == Pending::none && record.unsaved == 0;
}

inline bool all_at_rest(const Ledger& ledger) {
    return std::all_of(ledger.all().begin(), ledger.all().end(),
                       [](const auto& each) { return at_rest(each.second); });
}

/// No job goes on by itself after a start.
inline bool none_unfinished(const Ledger& ledger) {
    return std::all_of(ledger.all().begin(), ledger.all().end(), [](const auto& each) {
        return at_rest(each.second) || is_final(each.second.job.state);
    });
}

}  // namespace transferd::core
