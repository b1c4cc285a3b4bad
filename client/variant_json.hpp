// SPDX-License-Identifier: MIT
// Internal to the files that speak to the bus.
#pragma once

#include "client/record.hpp"

#include <map>
#include <string>

#include <sdbus-c++/Types.h>

namespace transferd::client {

/// The value as JSON: 2^64-1 (an unknown size) is null, and so is a type the contract has not.
Record json_of(const sdbus::Variant& value);

/// A dictionary of the bus, key by key.
Record json_of(const std::map<std::string, sdbus::Variant>& dictionary);

}  // namespace transferd::client
