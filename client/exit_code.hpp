// SPDX-License-Identifier: MIT
// How transferctl ends: the codes of the contract, and what leads to which.
#pragma once

#include <string_view>

namespace transferd::client {

/// The exit codes of transferctl; the numbers are the contract's (settings.md).
enum class ExitCode : int {
    success = 0,
    failure = 1,
    usage = 2,
    no_such_job = 3,
    not_permitted = 4,
    refused = 5,
    unreachable = 6,
    job_error = 7,
    integrity = 8,
    timed_out = 9,
    cancelled = 10,
};

/// The code for a call that failed with the D-Bus error `name`; `failure` for names it does not
/// know.
ExitCode exit_code_of_call(std::string_view name) noexcept;

/// The code for a job whose ErrorCode is `code`.
ExitCode exit_code_of_job(std::string_view code) noexcept;

/// What somebody can do about it, one line, or nothing.
std::string_view hint_for(ExitCode code) noexcept;

}  // namespace transferd::client
