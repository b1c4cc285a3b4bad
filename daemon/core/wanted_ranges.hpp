// SPDX-License-Identifier: MIT
// The file option Ranges: parts of a remote file that are written one after the other.
#pragma once

#include "core/file_entry.hpp"
#include "core/value.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>

namespace transferd::core {

/// As the length of a range: all that follows its offset.
inline constexpr std::uint64_t to_the_end = std::numeric_limits<std::uint64_t>::max();

/// The value of the option, in the client's order; throws InvalidRange or OverlappingRanges.
RangeList wanted_ranges(const std::string& key, const Value& value);

/// Where `range` ends in a remote file of `remote_size` bytes; none: not within it, or unknown.
std::optional<std::uint64_t> end_of(const ByteRange& range,
                                    std::optional<std::uint64_t> remote_size);

/// Of the local file; none: unknown, or a range is not within the remote file.
std::optional<std::uint64_t> wanted_size(std::span<const ByteRange> ranges,
                                         std::optional<std::uint64_t> remote_size);

/// Where a byte of the local file comes from.
struct RangePlace {
    std::size_t range{};
    /// From the range's beginning.
    std::uint64_t offset{};
    bool operator==(const RangePlace&) const = default;
};

/// None: it is the end of the local file.
std::optional<RangePlace> place_of(std::span<const ByteRange> ranges,
                                   std::optional<std::uint64_t> remote_size, std::uint64_t local);

/// Of the first byte of `range` in the local file. Those before it have known ends.
std::uint64_t beginning_of(std::span<const ByteRange> ranges,
                           std::optional<std::uint64_t> remote_size, std::size_t range);

}  // namespace transferd::core
