// SPDX-License-Identifier: MIT
// The unit of the owner's that hears of a job: a name, and nothing that could be run.
#pragma once

#include "core/ids.hpp"

#include <string>
#include <string_view>

namespace transferd::core {

/// `NAME.service` or `NAME@.service`, of the characters that systemd has in the names of units.
bool is_notify_unit(std::string_view text);

/// The unit to start for that job: of a template, the instance named by the job's id.
std::string unit_of(const std::string& notify_unit, JobId job);

}  // namespace transferd::core
