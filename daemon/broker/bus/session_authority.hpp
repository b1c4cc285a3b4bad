// SPDX-License-Identifier: MIT
// A session bus has one user, and nobody to ask.
#pragma once

#include "broker/bus/authority.hpp"

namespace transferd::broker {

class SessionAuthority final : public Authority {
  public:
    /// The user whose bus it is, and root, may do everything; but only root exceeds a quota.
    [[nodiscard]] core::Caller caller(core::Uid uid) const override;
    void ask(const Sender& sender, core::Permission permission, Answered answered) override;
};

}  // namespace transferd::broker
