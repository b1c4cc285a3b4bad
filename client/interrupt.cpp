// SPDX-License-Identifier: MIT
#include "client/interrupt.hpp"

#include <cerrno>
#include <system_error>

#include <sys/signalfd.h>
#include <unistd.h>

namespace transferd::client {

Interrupt::Interrupt() {
    sigset_t caught{};
    sigemptyset(&caught);
    sigaddset(&caught, SIGINT);
    sigaddset(&caught, SIGTERM);
    fd_ = signalfd(-1, &caught, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd_ < 0) {
        throw std::system_error{errno, std::generic_category(), "make a descriptor for Ctrl-C"};
    }
    sigprocmask(SIG_BLOCK, &caught, &before_);
}

Interrupt::~Interrupt() {
    sigprocmask(SIG_SETMASK, &before_, nullptr);
    close(fd_);
}

void Interrupt::take() const noexcept {
    signalfd_siginfo signal{};
    while (read(fd_, &signal, sizeof signal) > 0) {
    }
}

}  // namespace transferd::client
