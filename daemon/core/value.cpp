// SPDX-License-Identifier: MIT
#include "core/value.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace transferd::core {

namespace {

/// C1 controls, U+0080 to U+009F, are C2 80 to C2 9F.
constexpr unsigned char first_of_c1 = 0xC2;

struct TypeName {
    std::string operator()(bool) const { return "b"; }
    std::string operator()(std::uint64_t) const { return "an integer"; }
    std::string operator()(std::int64_t) const { return "a negative integer"; }
    std::string operator()(const std::string&) const { return "s"; }
    std::string operator()(const StringList&) const { return "as"; }
    std::string operator()(const StringMap&) const { return "a{ss}"; }
    std::string operator()(const RangeList&) const { return "a(tt)"; }
    std::string operator()(EmptyList) const { return "an empty av"; }
    std::string operator()(const ForeignType& foreign) const { return foreign.type; }
};

[[noreturn]] void wrong_type(const std::string& key, const std::string& wanted,
                             const Value& value) {
    throw Error{ErrorCode::invalid_args,
                key + " takes a value of type " + wanted + ", not " + type_name(value)};
}

}  // namespace

std::string type_name(const Value& value) {
    return std::visit(TypeName{}, value);
}

std::uint64_t integer(const std::string& key, const Value& value, std::uint64_t low,
                      std::uint64_t high) {
    const auto* number = std::get_if<std::uint64_t>(&value);
    const auto* negative = std::get_if<std::int64_t>(&value);
    const std::string wanted =
        "integer from " + std::to_string(low) + " to " + std::to_string(high);
    if (!number && !negative) wrong_type(key, wanted, value);
    if (negative || *number < low || *number > high)
        throw Error{ErrorCode::invalid_args,
                    key + " takes an " + wanted + ", not " +
                        (negative ? std::to_string(*negative) : std::to_string(*number))};
    return *number;
}

bool boolean(const std::string& key, const Value& value) {
    const auto* held = std::get_if<bool>(&value);
    if (!held) wrong_type(key, "b", value);
    return *held;
}

std::string text(const std::string& key, const Value& value, std::size_t longest) {
    const auto* held = std::get_if<std::string>(&value);
    if (!held) wrong_type(key, "s", value);
    // The byte count first: counting the characters of a message-sized string is work.
    if (held->size() > longest * 4 || characters(*held) > longest)
        throw Error{ErrorCode::invalid_args,
                    key + " takes at most " + std::to_string(longest) + " characters"};
    if (has_control_characters(*held))
        throw Error{ErrorCode::invalid_args, key + " must not contain control characters"};
    return *held;
}

StringList string_list(const std::string& key, const Value& value) {
    if (std::holds_alternative<EmptyList>(value)) return {};
    const auto* held = std::get_if<StringList>(&value);
    if (!held) wrong_type(key, "as", value);
    return *held;
}

RangeList range_list(const std::string& key, const Value& value) {
    if (std::holds_alternative<EmptyList>(value)) return {};
    const auto* held = std::get_if<RangeList>(&value);
    if (!held) wrong_type(key, "a(tt)", value);
    return *held;
}

StringMap string_map(const std::string& key, const Value& value) {
    if (std::holds_alternative<EmptyList>(value)) return {};
    const auto* held = std::get_if<StringMap>(&value);
    if (!held) wrong_type(key, "a{ss}", value);
    return *held;
}

std::string quoted(std::string_view text) {
    constexpr std::size_t longest = 64;
    std::string shown = "'";
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool continues = (byte & 0xC0U) == 0x80U;
        // In bytes too: what is no UTF-8 can have no characters at all.
        if ((!continues && ++count > longest) || shown.size() > longest * 4) return shown + "...'";
        const auto here = text.substr(i, byte == first_of_c1 ? 2 : 1);
        if (has_control_characters(here)) {
            shown += '?';
            i += here.size() - 1;
        } else {
            shown += text[i];
        }
    }
    return shown + "'";
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

bool has_control_characters(std::string_view utf8) {
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        if (byte < 0x20U || byte == 0x7FU) return true;
        if (byte != first_of_c1 || i + 1 == utf8.size()) continue;
        if ((static_cast<unsigned char>(utf8[i + 1]) & 0xE0U) == 0x80U) return true;
    }
    return false;
}

}  // namespace transferd::core
