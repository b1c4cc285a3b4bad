// SPDX-License-Identifier: MIT
#include "client/text.hpp"

#include <algorithm>
#include <cwchar>

namespace transferd::client {
namespace {

// How many bytes the character takes, by its first byte; 0 where none starts so.
std::size_t length_of(unsigned char lead) noexcept {
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead < 0xE0) {
        return 2;
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        return 3;
    }
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

bool is_canonical(char32_t character, std::size_t length) noexcept {
    const bool too_long =
        (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
    const bool surrogate = character >= 0xD800 && character < 0xE000;
    return !too_long && !surrogate && character < 0x110000;
}

std::size_t columns_of(char32_t character) {
    // In the C locale wcwidth knows ASCII only.
    const int columns = wcwidth(static_cast<wchar_t>(character));
    return columns < 0 ? 1 : static_cast<std::size_t>(columns);
}

}  // namespace

std::optional<char32_t> take_character(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = length_of(lead);
    if (length == 1) {
        text.remove_prefix(1);
        return lead;
    }
    if (length == 0 || text.size() < length) {
        text.remove_prefix(1);
        return std::nullopt;
    }
    char32_t character = static_cast<char32_t>(lead) & (0x7FU >> length);
    for (std::size_t at = 1; at < length; ++at) {
        const auto next = static_cast<unsigned char>(text[at]);
        if ((next & 0xC0U) != 0x80U) {
            text.remove_prefix(1);
            return std::nullopt;
        }
        character = (character << 6U) | (next & 0x3FU);
    }
    if (!is_canonical(character, length)) {
        text.remove_prefix(1);
        return std::nullopt;
    }
    text.remove_prefix(length);
    return character;
}

bool is_control(char32_t character) noexcept {
    const auto between = [character](char32_t low, char32_t high) {
        return character >= low && character <= high;
    };
    return character < 0x20 || between(0x7F, 0x9F) || character == 0x061C ||
           between(0x200E, 0x200F) || between(0x2028, 0x202E) || between(0x2066, 0x2069);
}

std::string printable(std::string_view text) {
    std::string clean;
    while (!text.empty()) {
        const std::string_view before = text;
        const auto character = take_character(text);
        if (!character) {
            clean += '?';
        } else if (!is_control(*character)) {
            clean += before.substr(0, before.size() - text.size());
        }
    }
    return clean;
}

std::size_t display_width(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        columns += columns_of(take_character(text).value_or(U'?'));
    }
    return columns;
}

std::string fitted(std::string_view text, std::size_t columns) {
    std::string_view rest = text;
    std::size_t used = 0;
    while (!rest.empty()) {
        const std::string_view before = rest;
        used += columns_of(take_character(rest).value_or(U'?'));
        if (used > columns) {
            return std::string{text.substr(0, text.size() - before.size())};
        }
    }
    return std::string{text};
}

}  // namespace transferd::client
