// SPDX-License-Identifier: MIT
// Owners whose accounts and log-ins are as a test says.
#pragma once

#include "core/owners.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace transferd::test {

class FakeOwners : public core::Owners {
  public:
    [[nodiscard]] std::string name_of(core::Uid /*uid*/) override { return "somebody"; }
    [[nodiscard]] std::optional<core::Standing> standing(const core::Account& owner) override {
        if (silent) return std::nullopt;
        const auto known = standings_.find(owner.uid);
        return known == standings_.end() ? core::Standing::here : known->second;
    }
    void lock_out(core::Uid uid) override { become(uid, core::Standing::locked); }
    [[nodiscard]] bool logged_in(core::Uid uid) override { return !logged_out_.contains(uid); }
    void on_change(std::function<void(core::OwnersChange)> changed) override {
        changed_ = std::move(changed);
    }

    void become(core::Uid uid, core::Standing standing) {
        standings_[uid] = standing;
        tell(core::OwnersChange::accounts);
    }
    void log_in(core::Uid uid) {
        logged_out_.erase(uid);
        tell(core::OwnersChange::presence);
    }
    void log_out(core::Uid uid) {
        logged_out_.insert(uid);
        tell(core::OwnersChange::presence);
    }

    /// The account database does not answer.
    bool silent = false;

  private:
    void tell(core::OwnersChange change) {
        if (changed_) changed_(change);
    }

    std::map<core::Uid, core::Standing> standings_;
    std::set<core::Uid> logged_out_;
    std::function<void(core::OwnersChange)> changed_;
};

}  // namespace transferd::test
