// SPDX-License-Identifier: MIT
// Of the service of one user: its owner is there as long as it runs.
#pragma once

#include "core/owners.hpp"

#include <functional>
#include <optional>
#include <string>

namespace transferd::broker {

class SessionOwner final : public core::Owners {
  public:
    [[nodiscard]] std::string name_of(core::Uid uid) override;
    [[nodiscard]] std::optional<core::Standing> standing(const core::Account& /*owner*/) override {
        return core::Standing::here;
    }
    void lock_out(core::Uid /*uid*/) override {}
    [[nodiscard]] bool logged_in(core::Uid /*uid*/) override { return true; }
    void on_change(std::function<void(core::OwnersChange)> /*changed*/) override {}
};

}  // namespace transferd::broker
