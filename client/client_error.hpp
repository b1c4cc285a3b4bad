// SPDX-License-Identifier: MIT
#pragma once

#include "client/exit_code.hpp"

#include <stdexcept>
#include <string>

namespace transferd::client {

/// Why a verb cannot go on: a sentence for stderr, the exit code, and the D-Bus error's name where
/// a call failed.
class ClientError : public std::runtime_error {
  public:
    ClientError(ExitCode code, const std::string& message, std::string bus_error = {})
        : std::runtime_error{message}, code_{code}, bus_error_{std::move(bus_error)} {}

    ExitCode code() const noexcept { return code_; }
    const std::string& bus_error() const noexcept { return bus_error_; }

  private:
    ExitCode code_;
    std::string bus_error_;
};

}  // namespace transferd::client
