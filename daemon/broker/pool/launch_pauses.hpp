// SPDX-License-Identifier: MIT
// How long one owner's next worker is waited for after workers that were of no use: a pure rule.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

namespace transferd::broker {

class LaunchPauses {
  public:
    using Time = std::chrono::microseconds;

    /// One was lost before it had done anything.
    void useless(Time now) {
        constexpr std::array<std::chrono::seconds, 3> pauses{
            std::chrono::seconds{10}, std::chrono::seconds{60}, std::chrono::seconds{600}};
        until_ = now + pauses.at(std::min(useless_++, pauses.size() - 1));
        refusal_.clear();
    }
    /// None could be started. Within the pause that is not tried again, but told again.
    void refused(Time now, std::string why) {
        constexpr std::chrono::seconds pause{10};
        if (now < until_) return;
        until_ = now + pause;
        refusal_ = std::move(why);
    }

    /// Before it no worker is launched.
    [[nodiscard]] Time until() const { return until_; }
    /// Why nobody is to wait for the end of the pause; empty: orders wait.
    [[nodiscard]] const std::string& refusal() const { return refusal_; }

  private:
    std::size_t useless_{};
    Time until_{};
    std::string refusal_;
};

}  // namespace transferd::broker
