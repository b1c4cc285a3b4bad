// SPDX-License-Identifier: MIT
// a{sv} between the bus's types and the rules'.
#pragma once

#include "core/new_file.hpp"
#include "core/value.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sdbus-c++/Types.h>

namespace transferd::broker {

using BusDictionary = std::map<std::string, sdbus::Variant>;
using BusFile = sdbus::Struct<std::string, std::string, BusDictionary>;

core::Dictionary from_bus(const BusDictionary& dictionary);
std::vector<core::NewFile> from_bus(const std::vector<BusFile>& files);

/// Settings as GetSettings answers them; each in the D-Bus type that settings.md gives its key.
BusDictionary settings_to_bus(const core::Dictionary& settings);

/// `text` with every byte that is not UTF-8 as U+FFFD: a bus refuses to carry anything else.
std::string valid_utf8(std::string_view text);

}  // namespace transferd::broker
