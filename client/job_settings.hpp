// SPDX-License-Identifier: MIT
// Settings of a job as a command line gives them: KEY=VALUE.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace transferd::client {

using SettingValue = std::variant<bool, std::uint64_t, std::string, std::vector<std::string>,
                                  std::map<std::string, std::string>>;
using JobSettings = std::map<std::string, SettingValue>;

/// Each value in the type that the contract gives its key (settings.md); the service says what is
/// wrong with it. A key that is a list is given once for each element, Metadata as NAME=TEXT.
/// Throws ClientError (usage) for what is no assignment, another key given twice, and what is
/// neither `true` nor `false` where one of them must be.
JobSettings job_settings(const std::vector<std::string>& assignments);

}  // namespace transferd::client
