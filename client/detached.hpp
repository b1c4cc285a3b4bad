// SPDX-License-Identifier: MIT
#pragma once

#include "client/exit_code.hpp"
#include "client/job_id.hpp"
#include "client/waiting.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace transferd::client {

/// The moment so many seconds from now; nothing where none were given.
JobWatch::Deadline deadline_after(std::optional<std::uint32_t> seconds);

/// Says on stderr that the jobs go on without us, and how to come back to them or to cancel them.
/// `and_complete`: what was left is a download that nobody has completed yet.
/// Returns the exit code for that end of the wait.
ExitCode detached(Waited waited, const std::vector<JobId>& ids, bool and_complete);

}  // namespace transferd::client
