// SPDX-License-Identifier: MIT
// D-Bus introspection XML as plain lines, so that two texts of it can be compared.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace transferd::test {

/// Of each interface: "method Cancel in:t out:as", "signal JobAdded t o u", "property Id t read".
/// Names of arguments, annotations and comments do not count.
using Interfaces = std::map<std::string, std::set<std::string>>;
Interfaces interfaces_of(std::string_view xml);

/// The names of an interface's methods.
std::set<std::string> methods_of(const Interfaces& interfaces, const std::string& interface);

}  // namespace transferd::test
