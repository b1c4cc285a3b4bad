// SPDX-License-Identifier: MIT
#include "broker/config/amount.hpp"

#include <charconv>
#include <limits>

namespace transferd::broker {

namespace {

/// By how many bits the suffix shifts.
std::optional<unsigned> shift_of(std::string_view suffix) {
    if (suffix.empty()) return 0;
    if (suffix == "K") return 10;
    if (suffix == "M") return 20;
    if (suffix == "G") return 30;
    return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> parse_amount(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    const auto shift = shift_of(text.substr(static_cast<std::size_t>(end - text.data())));
    if (!shift || number > std::numeric_limits<std::uint64_t>::max() >> *shift) return std::nullopt;
    return number << *shift;
}

}  // namespace transferd::broker
