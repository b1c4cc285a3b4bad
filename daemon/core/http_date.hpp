// SPDX-License-Identifier: MIT
// Dates as HTTP writes them (RFC 9110, 5.6.7).
#pragma once

#include "core/time.hpp"

#include <optional>
#include <string_view>

namespace transferd::core {

/// All three formats: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT" and
/// "Sun Nov  6 08:49:37 1994". Whole strings only, names spelt exactly; nullopt for anything else.
/// Two-digit years are 1970 to 2069. That the weekday fits the date is not asked.
std::optional<WallTime> parse_http_date(std::string_view text);

}  // namespace transferd::core
