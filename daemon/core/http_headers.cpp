// SPDX-License-Identifier: MIT
#include "core/http_headers.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace transferd::core {

namespace {

constexpr std::size_t most_bytes = 16UL * 1024;

/// What the engine says itself, because what it makes of the answer depends on it: which part it
/// asks for and under which condition, how the message is framed, to whom it goes.
constexpr auto of_the_engine = std::to_array<std::string_view>(
    {"accept-encoding", "connection", "content-length", "expect", "host", "http2-settings",
     "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since",
     "keep-alive", "proxy-connection", "range", "te", "trailer", "transfer-encoding", "upgrade"});

/// RFC 9110, 5.6.2.
bool token_character(char letter) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= 'a' && letter <= 'z') || marks.find(letter) != std::string_view::npos;
}

std::string lower(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return result;
}

/// Of a refused header no message repeats the value: it may be a secret.
void check(const std::string& key, const std::string& header) {
    if (has_control_characters(header))
        throw Error{ErrorCode::invalid_args, key +
                                                 " must not contain line breaks or other control"
                                                 " characters"};
    const auto name = std::string_view{header}.substr(0, header.find(':'));
    const bool whole = name.size() < header.size() && !name.empty() &&
                       std::all_of(name.begin(), name.end(), token_character);
    if (!whole)
        throw Error{ErrorCode::invalid_args, key + " takes headers of the form Name: value"};
    const auto lowered = lower(name);
    if (lowered == "proxy-authorization")
        throw Error{ErrorCode::invalid_args,
                    key +
                        " does not take Proxy-Authorization, which would go to the server too: "
                        "SetCredentials is for it"};
    if (std::find(of_the_engine.begin(), of_the_engine.end(), lowered) != of_the_engine.end())
        throw Error{ErrorCode::invalid_args,
                    key + " does not take " + quoted(name) + ", which transferd sets itself"};
}

}  // namespace

StringList http_headers(const std::string& key, const Value& value) {
    auto headers = string_list(key, value);
    std::size_t bytes = 0;
    for (const auto& header : headers) bytes += header.size() + 2;  // as lines
    if (bytes > most_bytes)
        throw Error{ErrorCode::invalid_args,
                    key + " takes at most 16384 bytes in all, not " + std::to_string(bytes)};
    for (const auto& header : headers) check(key, header);
    return headers;
}

}  // namespace transferd::core
