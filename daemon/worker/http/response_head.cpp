// SPDX-License-Identifier: MIT
#include "worker/http/response_head.hpp"

#include "core/http_date.hpp"
#include "worker/http/field_values.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace transferd::worker {

namespace {

constexpr bool token_character(char character) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
           (character >= 'a' && character <= 'z') ||
           marks.find(character) != std::string_view::npos;
}

/// The status of "HTTP/1.1 200 OK" or "HTTP/2 200"; 0: not a status line.
std::uint32_t parse_status(std::string_view line) {
    constexpr std::size_t width = 3;
    if (!line.starts_with("HTTP/")) return 0;
    const auto space = line.find(' ');
    if (space == std::string_view::npos) return 0;
    const auto rest = line.substr(space + 1);
    const auto digits = rest.substr(0, rest.find(' '));
    const auto status = parse_decimal(digits);
    if (digits.size() != width || !status || *status < 100) return 0;
    return static_cast<std::uint32_t>(*status);
}

/// A line that goes on with the one before; a blank one adds nothing.
void fold(std::string& value, std::string_view more) {
    if (!value.empty() && !more.empty()) value += ' ';
    value += more;
}

std::string kept_date(std::string_view text) {
    return core::parse_http_date(text) ? std::string(text) : std::string();
}

bool may_be_secret(std::string_view name) {
    constexpr std::array<std::string_view, 4> names{"Set-Cookie", "Set-Cookie2", "WWW-Authenticate",
                                                    "Authentication-Info"};
    return starts_with_ignoring_case(name, "Proxy-") ||
           std::any_of(names.begin(), names.end(),
                       [&](auto each) { return equal_ignoring_case(name, each); });
}

}  // namespace

ResponseHead::ResponseHead(std::uint32_t status, std::vector<Header> headers)
    : status_(status), headers_(std::move(headers)) {}

Field<std::string_view> ResponseHead::field(std::string_view name) const {
    Field<std::string_view> found;
    for (const auto& header : headers_) {
        if (!equal_ignoring_case(header.name, name)) continue;
        if (found.present && found.value != header.value) return {.present = true};
        found = {.present = true, .value = header.value};
    }
    return found;
}

std::string_view ResponseHead::value_or_empty(std::string_view name) const {
    return field(name).value.value_or(std::string_view{});
}

bool ResponseHead::is_redirect() const {
    constexpr std::array redirects{301U, 302U, 303U, 307U, 308U};
    return std::find(redirects.begin(), redirects.end(), status_) != redirects.end() &&
           field("Location").present;
}

Field<std::uint64_t> ResponseHead::content_length() const {
    const auto text = field("Content-Length");
    if (!text.value) return {.present = text.present};
    return {.present = true, .value = parse_decimal(*text.value)};
}

core::Validator ResponseHead::validator() const {
    core::Validator validator{.entity_tag = {},
                              .last_modified = kept_date(value_or_empty("Last-Modified")),
                              .date = kept_date(value_or_empty("Date"))};
    const auto tag = value_or_empty("ETag");
    if (strength_of(tag) != TagStrength::malformed) validator.entity_tag = tag;
    return validator;
}

std::optional<core::seconds> ResponseHead::retry_after() const {
    // Far beyond what anybody waits, and far from overflow.
    constexpr std::uint64_t longest = 366ULL * 24 * 3600;
    const auto text = value_or_empty("Retry-After");
    if (const auto delay = parse_decimal(text))
        return core::seconds{static_cast<core::seconds::rep>(std::min(*delay, longest))};
    const auto when = core::parse_http_date(text);
    const auto now = core::parse_http_date(value_or_empty("Date"));
    if (!when || !now) return std::nullopt;
    return std::clamp(std::chrono::duration_cast<core::seconds>(*when - *now), core::seconds{0},
                      core::seconds{longest});
}

std::string ResponseHead::kept() const {
    std::string kept;
    for (const auto& header : headers_) {
        if (may_be_secret(header.name)) continue;
        const auto line = core::header_line(header.name, header.value);
        // With the spaces that others leave out they may be more than what came.
        if (kept.size() + line.size() > core::largest_response_headers) break;
        kept += line;
    }
    return kept;
}

bool HeadReader::take(std::string_view line) {
    all_bytes_ += line.size();
    if (all_bytes_ > largest_heads_together) return false;
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    if (!inside_) return take_status(line);
    if (line.empty()) {
        inside_ = false;
        return true;
    }
    bytes_ += line.size();
    return bytes_ <= largest_head && take_header(line);
}

bool HeadReader::complete() const noexcept {
    constexpr std::uint32_t first_final = 200;
    return !inside_ && head_.status_ >= first_final;
}

bool HeadReader::take_status(std::string_view line) {
    const auto status = parse_status(line);
    // Between two heads come the trailers of a redirect's body, which say nothing to us.
    if (status == 0) return head_.status_ != 0;
    head_ = ResponseHead(status, {});
    bytes_ = line.size();
    inside_ = true;
    return bytes_ <= largest_head;
}

bool HeadReader::take_header(std::string_view line) {
    auto& headers = head_.headers_;
    if (line.front() == ' ' || line.front() == '\t') {
        if (!headers.empty()) fold(headers.back().value, trimmed(line));
        return true;
    }
    const auto colon = line.find(':');
    // Gateways let stray text through; it means nothing.
    if (colon == std::string_view::npos) return true;
    const auto name = line.substr(0, colon);
    // "Content-Length : 5" is read in two ways by two programs.
    if (name.empty() || !std::all_of(name.begin(), name.end(), token_character)) return false;
    if (headers.size() == most_headers) return false;
    headers.push_back({std::string(name), std::string(trimmed(line.substr(colon + 1)))});
    return true;
}

}  // namespace transferd::worker
