// SPDX-License-Identifier: MIT
#include "client/byte_range.hpp"

#include "client/client_error.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string_view>

namespace transferd::client {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error != std::errc{} || end != last) return std::nullopt;
    return value;
}

ByteRange byte_range(std::string_view word) {
    const auto colon = std::min(word.find(':'), word.size());
    const auto length = word.substr(std::min(colon + 1, word.size()));
    const auto first = number(word.substr(0, colon));
    const auto count =
        length == "eof" ? std::optional{std::numeric_limits<std::uint64_t>::max()} : number(length);
    if (!first || !count) {
        throw ClientError{ExitCode::usage, "--range: '" + std::string{word} +
                                               "' is not of the form OFFSET:LENGTH or OFFSET:eof"};
    }
    return {*first, *count};
}

}  // namespace

std::vector<ByteRange> byte_ranges(const std::vector<std::string>& words) {
    std::vector<ByteRange> ranges;
    ranges.reserve(words.size());
    for (const auto& word : words) {
        ranges.push_back(byte_range(word));
    }
    return ranges;
}

}  // namespace transferd::client
