// SPDX-License-Identifier: MIT
// The saved form of a list of texts: "5:hello", one after another; no character is special.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace transferd::core {

std::string netstring(std::string_view text);

/// None: not of that form.
std::optional<std::vector<std::string>> from_netstrings(std::string_view saved);

}  // namespace transferd::core
