// SPDX-License-Identifier: MIT
// Launcher of session mode: workers are children of the broker, as the same user.
#pragma once

#include "broker/pool/launcher.hpp"
#include "loop/child_watch.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

namespace transferd::broker {

class SpawnLauncher : public Launcher {
  public:
    /// `command`: the path of transfer-worker and its arguments.
    SpawnLauncher(loop::EventLoop& loop, std::vector<std::string> command);
    ~SpawnLauncher() override = default;

    void launch(core::Uid owner, std::function<void(Launched)> launched) override;
    void let_go(core::Uid /*owner*/) override {}
    /// It is the broker's own account.
    void ask_account(core::Uid /*owner*/, std::function<void()> /*locked_out*/) override {}
    [[nodiscard]] bool settled() const override { return true; }
    void end(core::Uid owner) override;

  private:
    Launched spawn(core::Uid owner);

    loop::EventLoop& loop_;
    std::vector<std::string> command_;
    /// Reaped when they end; a worker ends by itself when its connection does.
    std::map<pid_t, std::unique_ptr<loop::ChildWatch>> children_;
    std::map<core::Uid, pid_t> latest_;
};

}  // namespace transferd::broker
