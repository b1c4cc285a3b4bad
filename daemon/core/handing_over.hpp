// SPDX-License-Identifier: MIT
// What TakeOwnership makes of a job (settings.md, "TakeOwnership").
#pragma once

#include "core/job.hpp"

namespace transferd::core {

/// `job`, which has a new_owner, as that user's: it starts over, and waits where it had ended.
Job handed_over(Job job);

}  // namespace transferd::core
