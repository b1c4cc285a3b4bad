// SPDX-License-Identifier: MIT
#pragma once

#include "client/exit_code.hpp"
#include "client/jobs_client.hpp"

#include <functional>

namespace transferd::client {

/// The options every verb takes.
struct Globals {
    bool json = false;
    bool quiet = false;
    bool no_legend = false;
    Bus bus = Bus::system;
};

/// What the command line asks for, once it is read whole. May throw ClientError.
using Action = std::function<ExitCode(const Globals&)>;

}  // namespace transferd::client
