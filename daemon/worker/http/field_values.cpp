// SPDX-License-Identifier: MIT
#include "worker/http/field_values.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace transferd::worker {

namespace {

// std::tolower would ask the locale.
constexpr char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

constexpr bool tag_character(char character) {
    const auto code = static_cast<unsigned char>(character);
    return code == 0x21 || (code >= 0x23 && code != 0x7F);
}

std::optional<ByteSpan> parse_span(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto first = parse_decimal(text.substr(0, dash));
    const auto last = parse_decimal(text.substr(dash + 1));
    if (!first || !last || *first > *last) return std::nullopt;
    return ByteSpan{*first, *last};
}

}  // namespace

std::optional<ContentRange> parse_content_range(std::string_view text) {
    constexpr std::string_view unit = "bytes ";
    if (!starts_with_ignoring_case(text, unit)) return std::nullopt;
    text = trimmed(text.substr(unit.size()));
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto span_text = text.substr(0, slash);
    const auto total_text = text.substr(slash + 1);

    ContentRange range;
    if (span_text != "*") {
        range.span = parse_span(span_text);
        if (!range.span) return std::nullopt;
    }
    if (total_text != "*") {
        range.total = parse_decimal(total_text);
        if (!range.total) return std::nullopt;
    }
    if (!range.span && !range.total) return std::nullopt;
    if (range.span && range.total && range.span->last >= *range.total) return std::nullopt;
    return range;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
    constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    std::uint64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || value > largest) return std::nullopt;
    return value;
}

TagStrength strength_of(std::string_view entity_tag) {
    if (entity_tag.size() > longest_entity_tag) return TagStrength::malformed;
    const bool weak = entity_tag.starts_with("W/");
    if (weak) entity_tag.remove_prefix(2);
    if (entity_tag.size() < 2 || entity_tag.front() != '"' || entity_tag.back() != '"')
        return TagStrength::malformed;
    const auto opaque = entity_tag.substr(1, entity_tag.size() - 2);
    if (!std::all_of(opaque.begin(), opaque.end(), tag_character)) return TagStrength::malformed;
    return weak ? TagStrength::weak : TagStrength::strong;
}

bool equal_ignoring_case(std::string_view one, std::string_view other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](char left, char right) { return lower(left) == lower(right); });
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
    return equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace transferd::worker
