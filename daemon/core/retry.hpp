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

/// False where every error is final: NoProgressTimeout is 0, or shorter than the delay.
bool has_patience(const Settings& settings);

}  // namespace transferd::core
