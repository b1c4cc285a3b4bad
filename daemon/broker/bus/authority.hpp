// SPDX-License-Identifier: MIT
// Who may do more than what concerns their own jobs.
#pragma once

#include "core/access.hpp"

namespace transferd::broker {

/// Root, and the user the broker runs as: in session mode the one whose bus it is.
bool administers(const core::Caller& caller);

}  // namespace transferd::broker
