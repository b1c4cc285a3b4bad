// SPDX-License-Identifier: MIT
// The request headers that a job's owner adds.
#pragma once

#include "core/value.hpp"

#include <string>

namespace transferd::core {

/// "Name: value" each, checked. Throws InvalidArgs where one is no header, would end its line and
/// begin another, is the engine's own, or where all together are more than 16 KiB.
StringList http_headers(const std::string& key, const Value& value);

}  // namespace transferd::core
