// SPDX-License-Identifier: MIT
// Port: starts the worker of a user and hands out the connection to it.
#pragma once

#include "core/ids.hpp"
#include "loop/unique_fd.hpp"

#include <functional>
#include <string>
#include <variant>

namespace transferd::broker {

struct NotLaunched {
    /// A sentence.
    std::string why;
    /// Not a fault: whoever decides about this machine has not allowed it for this user.
    bool by_policy{};
    /// The account may not be used now.
    bool locked_out{};
};

/// A connected SOCK_SEQPACKET, or why there is none.
using Launched = std::variant<loop::UniqueFd, NotLaunched>;

class Launcher {
  public:
    Launcher() = default;
    Launcher(const Launcher&) = delete;
    Launcher& operator=(const Launcher&) = delete;
    virtual ~Launcher() = default;

    /// `launched` is called once, maybe from within the call, maybe much later. At most one launch
    /// of an owner is under way.
    virtual void launch(core::Uid owner, std::function<void(Launched)> launched) = 0;
    /// The connection is closed or was never made. The worker ends by itself; one that does not is
    /// ended.
    virtual void let_go(core::Uid owner) = 0;
    /// Every let_go has had its effect.
    [[nodiscard]] virtual bool settled() const = 0;
    /// Of an owner whose worker runs: `locked_out` is called if the account may not be used any
    /// more.
    virtual void ask_account(core::Uid owner, std::function<void()> locked_out) = 0;
    /// The owner's worker that was launched last does not answer: it must end, so that its locks on
    /// part files do.
    virtual void end(core::Uid owner) = 0;
};

}  // namespace transferd::broker
