// SPDX-License-Identifier: MIT
// Port: who hears of what happened. Called after the commit that holds it.
#pragma once

#include "core/job.hpp"

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
    /// Final: the object stays readable until job_forgotten.
    virtual void job_removed(const Job& job, JobResult result) = 0;
    virtual void job_forgotten(JobId id) = 0;
};

}  // namespace transferd::core
