// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>

namespace transferd::client {

/// While it lives, Ctrl-C (SIGINT) and SIGTERM do not end the process but make fd() readable.
/// For a process of one thread. Afterwards they end the process at once, as they do by default.
class Interrupt {
  public:
    /// Throws std::system_error.
    Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    ~Interrupt();

    int fd() const noexcept { return fd_; }

    /// Takes the signal that made fd() readable, so that it does not end the process later.
    void take() const noexcept;

  private:
    sigset_t before_{};
    int fd_ = -1;
};

}  // namespace transferd::client
