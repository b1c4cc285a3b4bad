// SPDX-License-Identifier: MIT
// The words of the contract, typed from settings.md, each with a value that it takes, and the list
// of what this version has not.
#pragma once

#include "support/client.hpp"

#include <map>
#include <string>
#include <vector>

namespace transferd::test {

/// Each item with the word that Features will have for it. What a resolved issue promised is not
/// here.
const std::map<std::string, std::string>& not_supported();

Options every_setting();
Options every_file_option();

/// `name` is empty where a section begins.
struct PolicyLine {
    std::string name;
    std::string text;
};
/// Line by line.
std::vector<PolicyLine> every_policy_line();

}  // namespace transferd::test
