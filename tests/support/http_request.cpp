// SPDX-License-Identifier: MIT
#include "support/http_request.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace transferd::test {

namespace {

std::string lower(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string Request::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
}

std::optional<Request> parse_request(std::string_view head) {
    Request request;
    auto line_end = head.find("\r\n");
    const auto first = head.substr(0, line_end);
    const auto space = first.find(' ');
    const auto last_space = first.rfind(' ');
    if (space == std::string_view::npos || space == last_space) return std::nullopt;
    request.method = first.substr(0, space);
    request.target = first.substr(space + 1, last_space - space - 1);
    while (line_end != std::string_view::npos) {
        head.remove_prefix(line_end + 2);
        line_end = head.find("\r\n");
        const auto line = head.substr(0, line_end);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        request.headers[lower(line.substr(0, colon))] = trimmed(line.substr(colon + 1));
    }
    return request;
}

std::optional<RequestedRange> requested_range(const Request& request) {
    const std::string text = request.header("range");
    std::string_view rest{text};
    if (!rest.starts_with("bytes=")) return std::nullopt;
    rest.remove_prefix(6);
    const auto dash = rest.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto first = number(rest.substr(0, dash));
    if (!first) return std::nullopt;
    return RequestedRange{.first = *first, .last = number(rest.substr(dash + 1))};
}

}  // namespace transferd::test
