// SPDX-License-Identifier: MIT
// The input is the value of a header field, of each kind in turn.
#include "worker/http/field_values.hpp"

#include "core/http_date.hpp"
#include "fuzz/one_input.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <string>

namespace transferd::fuzz {

namespace {

using worker::TagStrength;

void content_range(std::string_view text) {
    const auto range = worker::parse_content_range(text);
    if (!range) return;
    const auto& [span, total] = *range;
    require(span || total, "a range has a span or a total");
    require(!span || span->first <= span->last, "a span is not inverted");
    require(!span || !total || span->last < *total, "a span is within the total");
    const auto printed =
        "bytes " +
        (span ? std::to_string(span->first) + "-" + std::to_string(span->last) : std::string("*")) +
        "/" + (total ? std::to_string(*total) : std::string("*"));
    require(worker::parse_content_range(printed) == range, "a printed range is read as the same");
}

void decimal(std::string_view text) {
    const auto number = worker::parse_decimal(text);
    if (!number) return;
    require(text.find_first_not_of("0123456789") == std::string_view::npos, "digits are digits");
    require(*number <= INT64_MAX, "a number is a size that a file can have");
    require(worker::parse_decimal(std::to_string(*number)) == number,
            "a printed number is read as the same");
}

void entity_tag(std::string_view text) {
    const auto strength = worker::strength_of(text);
    if (strength == TagStrength::malformed) return;
    require(std::none_of(text.begin(), text.end(),
                         [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; }),
            "a tag holds no control character");
    if (strength == TagStrength::strong && text.size() + 2 <= worker::longest_entity_tag)
        require(worker::strength_of("W/" + std::string(text)) == TagStrength::weak,
                "W/ makes a strong tag weak");
}

/// By the C library, which knows the calendar too.
void date(std::string_view text) {
    const auto time = core::parse_http_date(text);
    // A leap second at the end of the last year of four digits.
    constexpr std::time_t year_10000 = 253'402'300'800;
    if (!time || time->time_since_epoch() >= core::seconds{year_10000}) return;
    const auto seconds =
        std::chrono::duration_cast<core::seconds>(time->time_since_epoch()).count();
    const std::time_t stamp = seconds;
    std::tm fields{};
    require(gmtime_r(&stamp, &fields) != nullptr, "a date is in the calendar");
    std::array<char, 64> printed{};
    const auto size =
        std::strftime(printed.data(), printed.size(), "%a, %d %b %Y %H:%M:%S GMT", &fields);
    std::string whole(printed.data(), size);
    // strftime does not pad years.
    if (fields.tm_year + 1900 >= 1000)
        require(core::parse_http_date(whole) == time, "a printed date is read as the same");
}

}  // namespace

void one_input(std::string_view input) {
    content_range(input);
    decimal(input);
    entity_tag(input);
    date(input);
    const auto trimmed = worker::trimmed(input);
    require(worker::trimmed(trimmed) == trimmed, "what is trimmed stays as it is");
    require(worker::equal_ignoring_case(input, input), "a text equals itself");
    require(worker::starts_with_ignoring_case(input, input.substr(0, input.size() / 2)),
            "a text begins with its front");
}

}  // namespace transferd::fuzz
