// SPDX-License-Identifier: MIT
// The one place where an errno of a local file becomes a failure of a transfer.
#pragma once

#include "core/failure.hpp"

#include <optional>
#include <string>

namespace transferd::worker {

/// Of a call on a local file. None: it did what was asked.
using Outcome = std::optional<core::Failure>;

/// `doing` is what was being done to which path: "open /srv/a". A path that is not there is
/// destination-unavailable: it was there when the file was added.
core::Failure file_failure(int error, const std::string& doing);

/// What no system call said; `sentence` names the path.
core::Failure refusal(core::FailureCode code, const std::string& sentence);

/// destination-unavailable: a call there was given up.
core::Failure hangs(const std::string& path);

}  // namespace transferd::worker
