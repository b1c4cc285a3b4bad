// SPDX-License-Identifier: MIT
#include "broker/store/ranges.hpp"

#include <limits>

namespace transferd::broker {

namespace {

constexpr std::uint64_t more_follow = 0x80;
constexpr unsigned bits_each = 7;
constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

void put(std::string& bytes, std::uint64_t value) {
    for (; value >= more_follow; value >>= bits_each)
        bytes += static_cast<char>(static_cast<unsigned char>(value | more_follow));
    bytes += static_cast<char>(static_cast<unsigned char>(value));
}

/// Takes a number off the front of `bytes`.
std::optional<std::uint64_t> taken(std::string_view& bytes) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += bits_each) {
        if (bytes.empty()) return std::nullopt;
        const std::uint64_t byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        const std::uint64_t part = byte & ~more_follow;
        if (part > (largest >> shift)) return std::nullopt;
        value |= part << shift;
        if (byte < more_follow) return value;
    }
    return std::nullopt;
}

}  // namespace

std::string encode_ranges(std::span<const core::ByteRange> ranges) {
    std::string bytes;
    for (const auto& range : ranges) {
        if (range.length == 0) continue;
        put(bytes, range.offset);
        put(bytes, range.length);
    }
    return bytes;
}

std::string encode_wanted(std::span<const core::ByteRange> ranges) {
    std::string bytes;
    for (const auto& range : ranges) {
        put(bytes, range.offset);
        put(bytes, range.length);
    }
    return bytes;
}

std::optional<std::vector<core::ByteRange>> decode_wanted(std::string_view bytes) {
    std::vector<core::ByteRange> ranges;
    while (!bytes.empty()) {
        const auto offset = taken(bytes);
        const auto length = offset ? taken(bytes) : std::nullopt;
        if (!length) return std::nullopt;
        ranges.push_back({.offset = *offset, .length = *length});
    }
    return ranges;
}

std::optional<std::vector<core::ByteRange>> decode_ranges(std::string_view bytes) {
    std::vector<core::ByteRange> ranges;
    std::uint64_t end = 0;
    while (!bytes.empty()) {
        const auto offset = taken(bytes);
        const auto length = offset ? taken(bytes) : std::nullopt;
        if (!length || *offset < end || *length == 0 || *length > largest - *offset)
            return std::nullopt;
        end = *offset + *length;
        ranges.push_back({.offset = *offset, .length = *length});
    }
    return ranges;
}

}  // namespace transferd::broker
