// SPDX-License-Identifier: MIT
// Port: who may do more than what concerns their own jobs.
#pragma once

#include "broker/bus/caller.hpp"
#include "core/access.hpp"

#include <functional>

namespace transferd::broker {

class Authority {
  public:
    using Answered = std::function<void(bool authorised)>;

    Authority() = default;
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;
    virtual ~Authority() = default;

    /// With what nobody needs to be asked for.
    [[nodiscard]] virtual core::Caller caller(core::Uid uid) const = 0;
    /// Answers once, perhaps at once; `answered` is dropped where the caller leaves the bus before.
    /// Throws LimitsExceeded where too many questions about the caller are open.
    virtual void ask(const Sender& sender, core::Permission permission, Answered answered) = 0;
};

}  // namespace transferd::broker
