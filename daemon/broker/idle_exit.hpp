// SPDX-License-Identifier: MIT
// Ends a broker that has had nothing to do for IdleExit: the next call to its name starts it again.
#pragma once

#include "core/policy.hpp"
#include "loop/timer.hpp"
#include "loop/turn_watch.hpp"

#include <cstdint>
#include <functional>

namespace transferd::broker {

class IdleExit {
  public:
    struct Hooks {
        /// Nothing happens unless somebody calls, and nobody waits for an answer.
        std::function<bool()> idle;
        /// How many calls there have been: each begins the time anew.
        std::function<std::uint64_t()> calls;
        /// Lets go of everything that is not the broker itself; `let_go`: that has had its effect.
        std::function<void()> let_go_of_all;
        std::function<bool()> let_go;
        /// Ends the broker.
        std::function<void()> leave;
    };

    IdleExit(loop::EventLoop& loop, const core::Policy& policy, Hooks hooks);

    /// The policy is another one.
    void look();

  private:
    void turned();
    void rest();

    const core::Policy& policy_;
    Hooks hooks_;
    bool armed_{};
    bool letting_go_{};
    bool left_{};
    std::uint64_t calls_{};
    loop::Timer timer_;
    loop::TurnWatch turns_;
};

}  // namespace transferd::broker
