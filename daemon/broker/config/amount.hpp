// SPDX-License-Identifier: MIT
// Counts and sizes: K, M and G are powers of 1024.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace transferd::broker {

/// "5", "64K", "2M"; none where the text is no amount or one of more than 64 bits.
std::optional<std::uint64_t> parse_amount(std::string_view text);

}  // namespace transferd::broker
