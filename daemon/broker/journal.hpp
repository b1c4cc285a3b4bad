// SPDX-License-Identifier: MIT
// Lines for the journal, or for the terminal where there is none.
#pragma once

#include <string>

namespace transferd::broker {

void warn(const std::string& sentence);

}  // namespace transferd::broker
