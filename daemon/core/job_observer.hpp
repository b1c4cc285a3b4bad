// SPDX-License-Identifier: MIT
// Port: who hears of what happened. Called after the commit that holds it.
#pragma once

#include "core/job.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace transferd::core {

class JobObserver {
  public:
    JobObserver() = default;
    JobObserver(const JobObserver&) = delete;
    JobObserver& operator=(const JobObserver&) = delete;
    virtual ~JobObserver() = default;

    /// It was there when the broker started.
    virtual void job_loaded(const Job& job) = 0;
    virtual void job_added(const Job& job) = 0;
    /// Also for progress: those calls are already coalesced to MinimumNotificationInterval.
    virtual void job_changed(const Job& before, const Job& now) = 0;
    virtual void file_transferred(const Job& job, FileIndex file) = 0;
    /// `what`, a method of the contract, was done to the job by somebody who is not its owner.
    virtual void job_administered(const Job& job, Uid by, std::string_view what) = 0;
    /// Final: the object stays readable until job_forgotten. `leftovers`: paths that could not be
    /// deleted.
    virtual void job_removed(const Job& job, JobResult result,
                             const std::vector<std::string>& leftovers) = 0;
    virtual void job_forgotten(JobId id) = 0;
    /// It was removed in an earlier run, which may not have told.
    virtual void job_gone(JobId id, Uid owner, JobResult result) = 0;
    /// The job goes on; these of its files could not be deleted.
    virtual void files_left(const Job& job, const std::vector<std::string>& leftovers) = 0;
};

/// What a job_changed tells: a Complete has failed, of which `now.error` says why.
inline bool publishing_failed(const Job& before, const Job& now) {
    return before.reason == StateReason::completing && now.reason != StateReason::completing &&
           now.state == JobState::transferred && now.error;
}

}  // namespace transferd::core
