// SPDX-License-Identifier: MIT
#pragma once

#include "client/jobs_client.hpp"

namespace transferd::client {

/// Completes the job, and waits for the end where the service says that it takes longer. Throws
/// ClientError where it fails, the service's sentence in it.
Completion complete_to_the_end(JobsClient& client, JobId id);

/// Cancels the job in the same way; returns the files that could not be removed.
std::vector<std::string> cancel_to_the_end(JobsClient& client, JobId id);

}  // namespace transferd::client
