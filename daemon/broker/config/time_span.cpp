// SPDX-License-Identifier: MIT
#include "broker/config/time_span.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace transferd::broker {

namespace {

constexpr std::uint64_t second = 1'000'000;
constexpr std::uint64_t day = 86'400 * second;
constexpr std::uint64_t month = 2'629'800 * second;
constexpr std::uint64_t year = 31'557'600 * second;
constexpr auto longest = static_cast<std::uint64_t>(longest_time_span.count());

struct Unit {
    std::string_view word;
    std::uint64_t microseconds;
};
constexpr std::array<Unit, 31> units = {{
    {"", second},
    {"usec", 1},
    {"us", 1},
    {"µs", 1},
    {"msec", 1000},
    {"ms", 1000},
    {"seconds", second},
    {"second", second},
    {"sec", second},
    {"s", second},
    {"minutes", 60 * second},
    {"minute", 60 * second},
    {"min", 60 * second},
    {"m", 60 * second},
    {"hours", 3600 * second},
    {"hour", 3600 * second},
    {"hr", 3600 * second},
    {"h", 3600 * second},
    {"days", day},
    {"day", day},
    {"d", day},
    {"weeks", 7 * day},
    {"week", 7 * day},
    {"w", 7 * day},
    {"months", month},
    {"month", month},
    {"M", month},
    {"years", year},
    {"year", year},
    {"y", year},
    {"μs", 1},
}};

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/// Takes what `belongs` off the front of `text`.
template <class Belongs>
std::string_view taken(std::string_view& text, Belongs belongs) {
    const auto end = std::find_if_not(text.begin(), text.end(), belongs);
    const auto front = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(front.size());
    return front;
}

std::optional<std::uint64_t> unit_named(std::string_view word) {
    const auto* const found = std::find_if(units.begin(), units.end(),
                                           [&](const Unit& unit) { return unit.word == word; });
    return found == units.end() ? std::nullopt : std::optional{found->microseconds};
}

/// "12.5" of a unit; digits after the point that are less than a microsecond are dropped.
std::optional<std::uint64_t> product(std::string_view whole, std::string_view part,
                                     std::uint64_t unit) {
    std::uint64_t sum = 0;
    for (const char digit : whole) {
        sum = sum * 10 + static_cast<std::uint64_t>(digit - '0');
        if (sum > longest / unit) return std::nullopt;
    }
    sum *= unit;
    for (const char digit : part) {
        unit /= 10;
        sum += static_cast<std::uint64_t>(digit - '0') * unit;
    }
    return sum;
}

}  // namespace

std::optional<core::microseconds> parse_time_span(std::string_view text) {
    taken(text, is_blank);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    if (text == "infinity") return longest_time_span;
    if (text.empty()) return std::nullopt;
    std::uint64_t sum = 0;
    while (!text.empty()) {
        const auto whole = taken(text, is_digit);
        const bool has_point = text.starts_with('.');
        if (has_point) text.remove_prefix(1);
        const auto part = has_point ? taken(text, is_digit) : std::string_view{};
        if (whole.empty() || (has_point && part.empty())) return std::nullopt;
        taken(text, is_blank);
        const auto word =
            taken(text, [](char c) { return !is_digit(c) && !is_blank(c) && c != '.'; });
        taken(text, is_blank);
        const auto unit = unit_named(word);
        const auto addend = unit ? product(whole, part, *unit) : std::nullopt;
        if (!addend || *addend > longest - sum) return std::nullopt;
        sum += *addend;
    }
    return core::microseconds{static_cast<std::int64_t>(sum)};
}

}  // namespace transferd::broker
