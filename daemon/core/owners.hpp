// SPDX-License-Identifier: MIT
// Port: what the machine knows of the users whose jobs there are.
#pragma once

#include "core/job.hpp"

#include <functional>
#include <string>

namespace transferd::core {

enum class OwnersChange {
    /// Somebody has written to the accounts: who may be used is to be asked again.
    accounts,
    /// Who is logged in, or locked out.
    presence,
};

class Owners {
  public:
    Owners() = default;
    Owners(const Owners&) = delete;
    Owners& operator=(const Owners&) = delete;
    virtual ~Owners() = default;

    /// Of the account that has the uid now; empty where none is known.
    [[nodiscard]] virtual std::string name_of(Uid uid) = 0;
    /// None: nobody can say now.
    [[nodiscard]] virtual std::optional<Standing> standing(const Account& owner) = 0;
    /// Somebody has found that the account may not be used now.
    virtual void lock_out(Uid uid) = 0;
    /// The user has a session.
    [[nodiscard]] virtual bool logged_in(Uid uid) = 0;
    /// Called from the loop when an answer may have changed. One listener.
    virtual void on_change(std::function<void(OwnersChange)> changed) = 0;
};

}  // namespace transferd::core
