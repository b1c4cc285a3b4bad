// SPDX-License-Identifier: MIT
#include "worker/http/field_values.hpp"

#include <array>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

TEST(ContentRange, IsReadInItsThreeForms) {
    EXPECT_EQ(parse_content_range("bytes 5-9/10"),
              (ContentRange{.span = ByteSpan{5, 9}, .total = 10}));
    EXPECT_EQ(parse_content_range("bytes 5-9/*"), (ContentRange{.span = ByteSpan{5, 9}}));
    EXPECT_EQ(parse_content_range("bytes */10"), (ContentRange{.total = 10}));
    EXPECT_EQ(parse_content_range("bytes */0"), (ContentRange{.total = 0}));
    EXPECT_EQ(parse_content_range("Bytes  0-0/1"),
              (ContentRange{.span = ByteSpan{0, 0}, .total = 1}));
}

TEST(ContentRange, IsReadUpToTheLargestFile) {
    EXPECT_EQ(
        parse_content_range("bytes 0-9223372036854775806/9223372036854775807"),
        (ContentRange{.span = ByteSpan{0, 9223372036854775806U}, .total = 9223372036854775807U}));
    EXPECT_FALSE(parse_content_range("bytes 0-5/9223372036854775808"));
    EXPECT_FALSE(parse_content_range("bytes 0-5/99999999999999999999999999"));
}

TEST(ContentRange, IsRefusedWhereItIsNonsense) {
    constexpr std::array nonsense = {
        "",
        "bytes",
        "bytes ",
        "bytes 5-9",
        "bytes=5-9/10",
        "5-9/10",
        "lines 5-9/10",
        "bytes 9-5/10",
        "bytes 5-10/10",
        "bytes 0-0/0",
        "bytes */*",
        "bytes -5/10",
        "bytes 5-/10",
        "bytes 5-9/",
        "bytes 5-9/-10",
        "bytes +5-9/10",
        "bytes 5 -9/10",
        "bytes 0x5-9/10",
        "bytes 5-9/10, 11-12/20",
        "bytes 5-9/10/10",
    };
    for (const auto* text : nonsense) EXPECT_FALSE(parse_content_range(text)) << text;
    EXPECT_FALSE(parse_content_range(std::string_view("bytes 5-9/1\0", 12)));
}

TEST(Decimal, IsDigitsAndNothingElse) {
    EXPECT_EQ(parse_decimal("0"), 0U);
    EXPECT_EQ(parse_decimal("007"), 7U);
    EXPECT_EQ(parse_decimal("9223372036854775807"), 9223372036854775807U);
    for (const auto* text : {"", "-1", "+1", " 1", "1 ", "1,1", "0x1", "1e3", "1.0",
                             "9223372036854775808", "18446744073709551616"})
        EXPECT_FALSE(parse_decimal(text)) << text;
}

TEST(EntityTag, IsStrongOrWeakOrMalformed) {
    using enum TagStrength;
    const std::array<std::pair<std::string, TagStrength>, 13> table = {{
        {"\"one\"", strong},
        {"\"\"", strong},
        {"\"\xC3\xA9\"", strong},
        {"W/\"one\"", weak},
        {"w/\"one\"", malformed},
        {"one", malformed},
        {"\"one", malformed},
        {"\"", malformed},
        {"", malformed},
        {R"("o"ne")", malformed},
        {R"("o ne")", malformed},
        {R"("one", "two")", malformed},
        {"\"one\r\nX: y\"", malformed},
    }};
    for (const auto& [tag, strength] : table) EXPECT_EQ(strength_of(tag), strength) << tag;
}

TEST(EntityTag, IsMalformedWhereItIsTooLongToKeep) {
    EXPECT_EQ(strength_of('"' + std::string(longest_entity_tag, 'x') + '"'),
              TagStrength::malformed);
}

TEST(Trimmed, TakesBlanksFromBothEndsOnly) {
    EXPECT_EQ(trimmed(" \t a b \t"), "a b");
    EXPECT_EQ(trimmed(" \t "), "");
    EXPECT_EQ(trimmed(""), "");
}

}  // namespace

}  // namespace transferd::worker
