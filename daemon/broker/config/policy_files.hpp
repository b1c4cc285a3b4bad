// SPDX-License-Identifier: MIT
// The administrator's files (settings.md, "Policy").
#pragma once

#include "core/policy.hpp"

#include <string>
#include <vector>

namespace transferd::broker {

struct PolicyFiles {
    core::Policy policy;
    /// "FILE:LINE: what is wrong there", for the journal.
    std::vector<std::string> warnings;
};

/// Reads `file`, then each `*.conf` of the directory `FILE.d` in the order of their names; the
/// later line wins. A file that is not there is none; a line that cannot be taken is a warning, and
/// what held before it holds. Throws nothing but std::bad_alloc.
PolicyFiles read_policy(const std::string& file);

}  // namespace transferd::broker
