// SPDX-License-Identifier: MIT
// A job of one file that comes from http://first/, and how that fails.
#pragma once

#include "unit/core/rules.hpp"

namespace transferd::test {

inline const core::Value two_mirrors = core::StringList{"http://second/", "http://third/"};

inline core::JobId submit_one_file(Rules& rules, const core::Dictionary& settings,
                                   const core::Dictionary& options) {
    core::JobId made;
    rules.jobs.submit(Rules::alice, {"download", "A job", settings},
                      {{"http://first/", "/tmp/file", options}},
                      [&](const core::Outcome<core::JobId>& outcome) { made = outcome.value(); });
    rules.settle();
    return made;
}

inline void fail_first(Rules& rules, core::JobId id, core::FailureCode code) {
    rules.transfers.fail({id, {0}}, code);
    rules.settle();
}

}  // namespace transferd::test
