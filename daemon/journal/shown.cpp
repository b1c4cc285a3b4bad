// SPDX-License-Identifier: MIT
#include "journal/shown.hpp"

#include "core/utf8.hpp"

#include <algorithm>
#include <array>

namespace transferd::journal {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool in_scheme(char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}
constexpr bool in_host(char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || (c & '\x80') != 0;
}
constexpr bool in_bracket(char c) {
    return is_letter(c) || is_digit(c) || c == ':' || c == '.' || c == '%';
}

/// A URL of ours has none of these (libcurl refuses them), so it ends there.
constexpr bool ends_url(char c) {
    return static_cast<unsigned char>(c) <= 0x20U || c == '\x7F';
}

template <class Of>
bool all(std::string_view text, Of of) {
    return !text.empty() && std::all_of(text.begin(), text.end(), of);
}

/// "host", "host:80", "[::1]:80".
bool is_address(std::string_view text) {
    const auto bracket = text.find(']');
    const bool bracketed = text.starts_with('[') && bracket != std::string_view::npos;
    const auto host = bracketed ? text.substr(1, bracket - 1) : text.substr(0, text.find(':'));
    const auto port = text.substr(bracketed ? bracket + 1 : host.size());
    if (!port.empty() && (port.front() != ':' || !all(port.substr(1), is_digit))) return false;
    return bracketed ? all(host, in_bracket) : all(host, in_host);
}

/// How many bytes at the front of `text` are one character that may be shown; 0: none are.
std::size_t showable(std::string_view text) {
    const auto length = core::utf8_sequence(text);
    if (length == 0) return 0;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    constexpr std::array<unsigned, 5> kept = {0, 0x7FU, 0x1FU, 0x0FU, 0x07U};
    unsigned point = byte(0) & kept.at(length);
    for (std::size_t i = 1; i < length; ++i) point = point << 6U | (byte(i) & 0x3FU);
    const bool is_control = point < 0x20U || (point >= 0x7FU && point < 0xA0U);
    // Line ends, and what turns the direction of writing around.
    const bool misleads = (point >= 0x2028U && point <= 0x202EU) ||
                          (point >= 0x2066U && point <= 0x2069U) || point == 0x200EU ||
                          point == 0x200FU;
    return is_control || misleads ? 0 : length;
}

/// Valid UTF-8 without control characters, of at most `longest` bytes.
std::string harmless(std::string_view text, std::size_t longest) {
    std::string result;
    while (!text.empty()) {
        const auto length = showable(text);
        const auto next = length == 0 ? replacement : text.substr(0, length);
        if (result.size() + next.size() + ellipsis.size() > longest) return result += ellipsis;
        result += next;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

/// Where the first URL begins: "scheme:/"; libcurl takes one slash, too.
std::size_t find_url(std::string_view text) {
    for (auto colon = text.find(":/"); colon != std::string_view::npos;
         colon = text.find(":/", colon + 1)) {
        auto begin = colon;
        while (begin > 0 && in_scheme(text[begin - 1])) --begin;
        while (begin < colon && !is_letter(text[begin])) ++begin;
        if (begin < colon) return begin;
    }
    return std::string_view::npos;
}

/// shown_url without the replacement of what cannot be shown.
std::string without_secrets(std::string_view url) {
    const auto colon = url.find(":/");
    const auto scheme = url.substr(0, colon);
    std::string result(all(scheme, in_scheme) && colon != std::string_view::npos ? scheme : "");
    result += "://";
    const auto slashes = std::min(url.find_first_not_of('/', scheme.size() + 1), url.size());
    if (result.size() == 3) return result += ellipsis;
    url.remove_prefix(slashes);
    const auto authority = url.substr(0, url.find_first_of("/?#"));
    const auto at = authority.rfind('@');
    const auto address = at == std::string_view::npos ? authority : authority.substr(at + 1);
    if (!is_address(address)) return result += ellipsis;
    const auto rest = url.substr(authority.size());
    // A URL in the path, as an archive has it, brings secrets of its own.
    const auto end = std::min(rest.find_first_of("?#"), rest.find(":/"));
    return result.append(address).append(rest.substr(0, end));
}

}  // namespace

std::string shown_url(std::string_view url) {
    return harmless(without_secrets(url), longest_shown_url);
}

std::string shown_text(std::string_view text) {
    std::string result;
    // Beyond, nothing would be shown; a URL is only ever made shorter.
    while (!text.empty() && result.size() <= longest_shown_text) {
        const auto begin = std::min(find_url(text), text.size());
        const auto* const end = std::find_if(text.begin() + begin, text.end(), ends_url);
        const auto length = static_cast<std::size_t>(end - text.begin()) - begin;
        result.append(text.substr(0, begin));
        if (length > 0) result.append(shown_url(text.substr(begin, length)));
        text.remove_prefix(begin + length);
    }
    return harmless(result, longest_shown_text);
}

}  // namespace transferd::journal
