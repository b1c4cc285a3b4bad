// SPDX-License-Identifier: MIT
// How many calls of each user wait for an answer.
#pragma once

#include "core/error.hpp"
#include "core/limits.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace transferd::broker {

class PendingCalls {
  public:
    /// Throws LimitsExceeded where the user has as many as he may.
    void enter(core::Uid uid) {
        auto& pending = of_[uid];
        if (pending >= core::most_pending_calls)
            throw core::Error{core::ErrorCode::limits_exceeded,
                              std::to_string(pending) +
                                  " of your calls wait for an answer; wait for one of them"};
        ++pending;
        ++entered_;
    }
    void leave(core::Uid uid) {
        if (--of_.at(uid) == 0) of_.erase(uid);
    }
    [[nodiscard]] std::uint32_t of(core::Uid uid) const {
        const auto pending = of_.find(uid);
        return pending == of_.end() ? 0 : pending->second;
    }
    [[nodiscard]] bool none() const noexcept { return of_.empty(); }
    /// How many there have been.
    [[nodiscard]] std::uint64_t entered() const noexcept { return entered_; }

  private:
    std::map<core::Uid, std::uint32_t> of_;
    std::uint64_t entered_{};
};

}  // namespace transferd::broker
