// SPDX-License-Identifier: MIT
// A launcher whose worker is the test: it has the other end of the socket.
#pragma once

#include "broker/pool/launcher.hpp"

#include <array>
#include <functional>
#include <utility>

#include <sys/socket.h>

namespace transferd::broker {

class SocketLauncher : public Launcher {
  public:
    void launch(core::Uid /*owner*/, std::function<void(Launched)> launched) override {
        std::array<int, 2> ends{};
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data());
        worker = loop::UniqueFd{ends[1]};
        launched(loop::UniqueFd{ends[0]});
    }
    void let_go(core::Uid /*owner*/) override {}
    [[nodiscard]] bool settled() const override { return true; }
    void ask_account(core::Uid /*owner*/, std::function<void()> /*locked_out*/) override {}
    void end(core::Uid /*owner*/) override {}

    loop::UniqueFd worker;
};

}  // namespace transferd::broker
