// SPDX-License-Identifier: MIT
// A network that is as a test says.
#pragma once

#include "core/network.hpp"

#include <functional>
#include <utility>

namespace transferd::test {

class FakeNetwork : public core::Network {
  public:
    [[nodiscard]] core::NetworkState state() const override { return state_; }
    void on_change(std::function<void()> changed) override { changed_ = std::move(changed); }

    void become(core::NetworkState state) {
        state_ = state;
        if (changed_) changed_();
    }

  private:
    core::NetworkState state_ = core::NetworkState::online;
    std::function<void()> changed_;
};

}  // namespace transferd::test
