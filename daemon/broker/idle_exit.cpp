// SPDX-License-Identifier: MIT
#include "broker/idle_exit.hpp"

#include <algorithm>
#include <utility>

namespace transferd::broker {

IdleExit::IdleExit(loop::EventLoop& loop, const core::Policy& policy, Hooks hooks)
    : policy_(policy),
      hooks_(std::move(hooks)),
      timer_(loop, [this] { rest(); }),
      turns_(loop, [this] { turned(); }) {
    turned();
}

void IdleExit::look() {
    armed_ = false;
    turned();
}

void IdleExit::turned() {
    if (left_) return;
    const auto calls = hooks_.calls();
    const bool quiet = hooks_.idle();
    if (quiet && armed_ && calls == calls_) {
        if (!letting_go_ || !hooks_.let_go()) return;
        left_ = true;
        return hooks_.leave();
    }
    // As good as never, and no time from now that cannot be told.
    constexpr core::microseconds longest = std::chrono::hours{24 * 365};
    calls_ = calls;
    armed_ = quiet;
    letting_go_ = false;
    if (quiet)
        timer_.set_in(std::min(policy_.idle_exit, longest));
    else
        timer_.clear();
}

void IdleExit::rest() {
    letting_go_ = true;
    hooks_.let_go_of_all();
}

}  // namespace transferd::broker
