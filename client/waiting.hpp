// SPDX-License-Identifier: MIT
#pragma once

#include "client/job_watch.hpp"
#include "client/jobs_client.hpp"
#include "client/record.hpp"

#include <functional>
#include <vector>

namespace transferd::client {

/// True for transferred, error, acknowledged and cancelled: nothing moves any more.
bool is_settled(const Record& job);

/// What to wait for, and what to do about it.
struct Waiting {
    JobWatch::Deadline deadline;
    bool progress = false;                      ///< draw a bar where stderr is a terminal
    std::function<bool(const Record&)> ended;   ///< asked for every state that is read
    std::function<void(const Record&)> at_end;  ///< called once a job, as soon as it ended
};

enum class Waited { ended, timed_out, interrupted };

/// Waits until every one of the jobs has ended, or the deadline or Ctrl-C comes first. Goes on
/// over a restart of the service. A job that is final and gone is told from the history, with its
/// Result as State. Throws ClientError (no_such_job) where there never was one.
Waited wait_for(JobsClient& client, const std::vector<JobId>& ids, const Waiting& waiting);

/// The job as it is, or was when it became final.
Record read_job(JobsClient& client, JobId id);

/// The job's line of the history. Throws ClientError (no_such_job).
Record read_history(JobsClient& client, JobId id);

}  // namespace transferd::client
