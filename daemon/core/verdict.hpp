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

/// `job`, which met transient errors, in error: NoProgressTimeout is over.
Job gave_up(Job job, WallTime now);

/// Why a job with that error does not move, where its error is such a reason.
StateReason reason_of(const Failure& failure, StateReason otherwise);

}  // namespace transferd::core
