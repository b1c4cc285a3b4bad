// SPDX-License-Identifier: MIT
// Port: starts the worker of a user and hands out the connection to it.
#pragma once

#include "core/ids.hpp"
#include "loop/unique_fd.hpp"

#include <functional>
#include <string>
#include <variant>

namespace transferd::broker {

/// A connected SOCK_SEQPACKET, or the sentence that says why there is none.
using Launched = std::variant<loop::UniqueFd, std::string>;

class Launcher {
  public:
    Launcher() = default;
    Launcher(const Launcher&) = delete;
    Launcher& operator=(const Launcher&) = delete;
    virtual ~Launcher() = default;

    /// `launched` is called once, maybe from within the call.
    virtual void launch(core::Uid owner, std::function<void(Launched)> launched) = 0;
    /// The owner's worker that was launched last does not answer: it must end, so that its locks on
    /// part files do.
    virtual void end(core::Uid owner) = 0;
};

}  // namespace transferd::broker
