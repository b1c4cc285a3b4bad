// SPDX-License-Identifier: MIT
// Is a failure worth another try, and when (settings.md, "Error codes of jobs" and "Decisions").
#pragma once

#include "core/failure.hpp"
#include "core/settings.hpp"
#include "core/time.hpp"

namespace transferd::core {

/// Transient: 408, 425, 429, 5xx but 501 and 505, and every failure of name resolution, connection,
/// network, worker or destination-unavailable. Everything else is final.
bool worth_retrying(const Failure& failure);

/// As above, of a job: with another method than the default every failure is final.
bool may_retry(const Failure& failure, const Settings& settings);

/// How long to wait: MinimumRetryDelay, or the server's Retry-After held between it and 24 h.
seconds retry_delay(const Failure& failure, const Settings& settings);

/// True where the job may not try again: NoProgressTimeout is 0, shorter than the delay, or over.
bool out_of_patience(const Settings& settings, WallTime no_progress_since, WallTime now);

}  // namespace transferd::core
