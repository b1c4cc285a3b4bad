// SPDX-License-Identifier: MIT
// Times as systemd writes them: `90d`, `10min`, `1h 30min`, `500ms`; a plain number is seconds.
#pragma once

#include "core/time.hpp"

#include <optional>
#include <string_view>

namespace transferd::broker {

/// What `infinity` means, and the longest that is taken: a thousand years, because it is added to
/// clocks.
inline constexpr core::microseconds longest_time_span = std::chrono::hours{24 * 365 * 1000};

/// The units and their words are those of systemd.time(7). None where the text is no time span or a
/// longer one than longest_time_span.
std::optional<core::microseconds> parse_time_span(std::string_view text);

}  // namespace transferd::broker
