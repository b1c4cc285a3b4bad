// SPDX-License-Identifier: MIT
#include "core/http_date.hpp"

#include <array>
#include <string_view>

#include <gtest/gtest.h>

namespace transferd::core {

namespace {

constexpr WallTime moment{seconds{784'111'777}};

TEST(HttpDate, IsReadInItsThreeFormats) {
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), moment);
    EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), moment);
    EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), moment);
    EXPECT_EQ(parse_http_date("Wed Nov 16 08:49:37 1994"), moment + std::chrono::days{10});
}

TEST(HttpDate, ReachesBeyond32Bits) {
    EXPECT_EQ(parse_http_date("Thu, 07 Feb 2106 06:28:16 GMT"), WallTime{seconds{4'294'967'296}});
    EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), WallTime{});
}

TEST(HttpDate, TakesTwoDigitYearsFrom1970To2069) {
    EXPECT_EQ(parse_http_date("Thursday, 01-Jan-70 00:00:00 GMT"), WallTime{});
    EXPECT_EQ(parse_http_date("Tuesday, 01-Jan-69 00:00:00 GMT"),
              parse_http_date("Tue, 01 Jan 2069 00:00:00 GMT"));
}

TEST(HttpDate, KnowsLeapDaysAndLeapSeconds) {
    EXPECT_TRUE(parse_http_date("Thu, 29 Feb 2024 00:00:00 GMT"));
    EXPECT_FALSE(parse_http_date("Sat, 29 Feb 2025 00:00:00 GMT"));
    EXPECT_EQ(parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT"),
              parse_http_date("Sun, 01 Jan 2017 00:00:00 GMT"));
}

TEST(HttpDate, IsRefusedWhereItIsNonsense) {
    constexpr std::array nonsense = {
        "",
        "0",
        "now",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT\r\nX: y",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov -994 08:49:37 GMT",
        "Son, 06 Nov 1994 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994",
        "1994-11-06T08:49:37Z",
    };
    for (const auto* text : nonsense) EXPECT_FALSE(parse_http_date(text)) << text;
}

}  // namespace

}  // namespace transferd::core
