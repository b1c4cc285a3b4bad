// SPDX-License-Identifier: MIT
#pragma once

#include "client/exit_code.hpp"
#include "client/job_id.hpp"

#include <functional>
#include <vector>

#include <CLI/App.hpp>

namespace transferd::client {

/// The numbers of jobs as an option takes them.
using Numbers = std::vector<std::uint64_t>;

/// Makes the verb take one or more ids.
void add_job_ids(CLI::App& verb, Numbers& numbers);

/// Each id once, in the order given.
std::vector<JobId> job_ids(const Numbers& numbers);

/// Does it for each job, and complains about those it fails for but goes on with the others.
/// Returns the code of the first failure. An unreachable service is thrown at once.
ExitCode for_each_job(const Numbers& numbers, const std::function<void(JobId)>& act);

}  // namespace transferd::client
