// SPDX-License-Identifier: MIT
// The values of single header fields. Pure and total: whatever a server sends, these answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace transferd::worker {

/// Longer entity tags are no validators: they would be stored and sent back.
inline constexpr std::size_t longest_entity_tag = 1024;

/// First and last byte, both included; first <= last.
struct ByteSpan {
    std::uint64_t first{};
    std::uint64_t last{};
    bool operator==(const ByteSpan&) const = default;
};

/// "bytes 5-9/10", "bytes 5-9/*" (no total) or "bytes */10" (no span); never without both.
struct ContentRange {
    std::optional<ByteSpan> span{};
    std::optional<std::uint64_t> total{};
    bool operator==(const ContentRange&) const = default;
};

/// RFC 9110, 14.4. A span that is inverted or reaches beyond the total is no range.
std::optional<ContentRange> parse_content_range(std::string_view text);

/// Digits only, at most INT64_MAX: the sizes a file can have.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

enum class TagStrength { strong, weak, malformed };

/// RFC 9110, 8.8.3. A tag that is not malformed holds no control character.
TagStrength strength_of(std::string_view entity_tag);

bool equal_ignoring_case(std::string_view one, std::string_view other);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);

/// Without the spaces and tabs at its ends.
std::string_view trimmed(std::string_view text);

}  // namespace transferd::worker
