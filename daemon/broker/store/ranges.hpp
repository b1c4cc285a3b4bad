// SPDX-License-Identifier: MIT
// Byte ranges as a few bytes: offset and length of each, as LEB128.
#pragma once

#include "core/file_entry.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace transferd::broker {

/// Empty ranges are left out.
std::string encode_ranges(std::span<const core::ByteRange> ranges);

/// None unless the ranges are ascending, disjoint, not empty and end within 64 bits.
std::optional<std::vector<core::ByteRange>> decode_ranges(std::string_view bytes);

/// Of a file option Ranges, in the client's order; offset and length as they are.
std::string encode_wanted(std::span<const core::ByteRange> ranges);

/// None unless they are what encode_wanted writes.
std::optional<std::vector<core::ByteRange>> decode_wanted(std::string_view bytes);

}  // namespace transferd::broker
