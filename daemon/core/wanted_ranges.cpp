// SPDX-License-Identifier: MIT
#include "core/wanted_ranges.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace transferd::core {

namespace {

/// What a file can have, and curl can ask for.
constexpr std::uint64_t largest_file = std::numeric_limits<std::int64_t>::max();

std::string shown(const ByteRange& range) {
    const auto length =
        range.length == to_the_end ? std::string("the end") : std::to_string(range.length);
    return "(" + std::to_string(range.offset) + ", " + length + ")";
}

bool is_possible(const ByteRange& range) {
    if (range.length == 0 || range.offset >= largest_file) return false;
    return range.length == to_the_end || range.length <= largest_file - range.offset;
}

}  // namespace

RangeList wanted_ranges(const std::string& key, const Value& value) {
    auto ranges = range_list(key, value);
    for (const auto& range : ranges)
        if (!is_possible(range))
            throw Error{ErrorCode::invalid_range, key + " takes no " + shown(range) +
                                                      ": a range has bytes, and ends before 2^63"};
    auto ascending = ranges;
    std::sort(ascending.begin(), ascending.end());
    for (std::size_t i = 1; i < ascending.size(); ++i) {
        const auto& before = ascending[i - 1];
        if (before.length > ascending[i].offset - before.offset)
            throw Error{ErrorCode::overlapping_ranges,
                        key + ": " + shown(before) + " overlaps " + shown(ascending[i])};
    }
    return ranges;
}

std::optional<std::uint64_t> end_of(const ByteRange& range,
                                    std::optional<std::uint64_t> remote_size) {
    if (range.length != to_the_end) {
        const auto end = range.offset + range.length;
        if (remote_size && end > *remote_size) return std::nullopt;
        return end;
    }
    if (!remote_size || range.offset >= *remote_size) return std::nullopt;
    return remote_size;
}

std::optional<std::uint64_t> wanted_size(std::span<const ByteRange> ranges,
                                         std::optional<std::uint64_t> remote_size) {
    std::uint64_t size = 0;
    for (const auto& range : ranges) {
        const auto end = end_of(range, remote_size);
        if (!end) return std::nullopt;
        size += *end - range.offset;
    }
    return size;
}

std::optional<RangePlace> place_of(std::span<const ByteRange> ranges,
                                   std::optional<std::uint64_t> remote_size, std::uint64_t local) {
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const auto end = end_of(ranges[i], remote_size);
        if (!end || local < *end - ranges[i].offset) return RangePlace{i, local};
        local -= *end - ranges[i].offset;
    }
    return std::nullopt;
}

std::uint64_t beginning_of(std::span<const ByteRange> ranges,
                           std::optional<std::uint64_t> remote_size, std::size_t range) {
    return wanted_size(ranges.first(range), remote_size).value_or(0);
}

}  // namespace transferd::core
