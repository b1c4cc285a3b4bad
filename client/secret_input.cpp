// SPDX-License-Identifier: MIT
#include "client/secret_input.hpp"

#include "client/client_error.hpp"
#include "client/interrupt.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <optional>

#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace transferd::client {
namespace {

/// While it lives, the terminal does not show what is typed.
class NoEcho {
  public:
    NoEcho() {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) {
            throw ClientError{ExitCode::failure, "the terminal cannot be asked for a password"};
        }
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        quiet.c_lflag |= ECHONL;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;
    ~NoEcho() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }

  private:
    termios before_{};
};

/// False: a signal came, which ends the process as soon as nothing holds it.
bool wait_for_input(const Interrupt& interrupt) {
    std::array<pollfd, 2> waiting{{{STDIN_FILENO, POLLIN, 0}, {interrupt.fd(), POLLIN, 0}}};
    while (poll(waiting.data(), waiting.size(), -1) < 0 && errno == EINTR) {
    }
    return waiting[1].revents == 0;
}

/// Byte by byte: what follows the line is somebody else's.
std::optional<std::string> read_line(const Interrupt& interrupt) {
    std::string line;
    char byte = 0;
    for (;;) {
        if (!wait_for_input(interrupt)) {
            return std::nullopt;
        }
        const ssize_t got = read(STDIN_FILENO, &byte, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return line.empty() ? std::nullopt : std::optional{line};
        }
        if (byte == '\n') {
            return line;
        }
        line += byte;
    }
}

std::optional<std::string> ask(const std::string& prompt) {
    const Interrupt interrupt;
    if (isatty(STDIN_FILENO) != 1) {
        return read_line(interrupt);
    }
    const NoEcho no_echo;
    std::fputs(prompt.c_str(), stderr);
    return read_line(interrupt);
}

}  // namespace

std::string read_secret(const std::string& prompt) {
    const auto secret = ask(prompt);
    if (!secret) {
        throw ClientError{ExitCode::usage, "no password came on standard input"};
    }
    return *secret;
}

}  // namespace transferd::client
