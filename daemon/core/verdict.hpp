// SPDX-License-Identifier: MIT
// What becomes of a job when an attempt has failed.
#pragma once

#include "core/failure.hpp"
#include "core/job.hpp"
#include "core/time.hpp"

namespace transferd::core {

/// `job` in queued (once more, at once), transient-error (with its next retry) or error.
/// `progressed`: bytes came during the attempt.
Job failed(Job job, const Failure& failure, bool progressed, WallTime now);

}  // namespace transferd::core
