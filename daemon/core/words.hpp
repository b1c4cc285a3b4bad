// SPDX-License-Identifier: MIT
// Enumerations as the API spells them: lower-case words with hyphens.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace transferd::core {

template <class Enum>
using WordPair = std::pair<Enum, std::string_view>;

/// Specialised beside each enumeration: `inline constexpr std::array words_of<E> = {...}`.
template <class Enum>
inline constexpr auto words_of = nullptr;

/// The word of a value. Every value has one; a test walks them.
template <class Enum>
constexpr std::string_view word(Enum value) {
    for (const auto& [known, text] : words_of<Enum>)
        if (known == value) return text;
    return {};
}

template <class Enum>
constexpr std::optional<Enum> from_word(std::string_view text) {
    for (const auto& [known, its_word] : words_of<Enum>)
        if (its_word == text) return known;
    return std::nullopt;
}

/// "replace, fail": what a refusal tells the caller to choose from.
template <class Enum>
std::string choices() {
    std::string all;
    for (const auto& [known, text] : words_of<Enum>) {
        if (!all.empty()) all += ", ";
        all += text;
    }
    return all;
}

}  // namespace transferd::core
