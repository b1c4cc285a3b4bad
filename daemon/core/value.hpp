// SPDX-License-Identifier: MIT
// What a key of an a{sv} argument can hold, without the bus's types.
#pragma once

#include "core/file_entry.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace transferd::core {

using StringList = std::vector<std::string>;
using StringMap = std::map<std::string, std::string>;
using RangeList = std::vector<ByteRange>;
/// An `av` without elements: some clients cannot say which empty list they mean.
struct EmptyList {
    bool operator==(const EmptyList&) const = default;
};
/// A D-Bus type no key takes; `type` is its signature.
struct ForeignType {
    std::string type;
    bool operator==(const ForeignType&) const = default;
};

/// Every D-Bus integer type arrives as one of the two 64-bit ones; negative ones as int64.
using Value = std::variant<bool, std::uint64_t, std::int64_t, std::string, StringList, StringMap,
                           RangeList, EmptyList, ForeignType>;
using Dictionary = std::map<std::string, Value>;

/// The D-Bus type a value has, for refusals: "s", "as", "an integer", ...
std::string type_name(const Value& value);

/// `value` as an integer in [low, high]; else InvalidArgs with key, wanted type and range.
std::uint64_t integer(const std::string& key, const Value& value, std::uint64_t low,
                      std::uint64_t high);
bool boolean(const std::string& key, const Value& value);
/// Valid UTF-8 (the bus sees to that) without control characters, at most `longest` characters.
std::string text(const std::string& key, const Value& value, std::size_t longest);
StringList string_list(const std::string& key, const Value& value);
RangeList range_list(const std::string& key, const Value& value);
StringMap string_map(const std::string& key, const Value& value);

/// `text` for a refusal: in quotes, cut to 64 characters, control characters as '?'.
std::string quoted(std::string_view text);

/// The code points of a valid UTF-8 string.
std::size_t characters(std::string_view utf8);
bool has_control_characters(std::string_view utf8);

}  // namespace transferd::core
