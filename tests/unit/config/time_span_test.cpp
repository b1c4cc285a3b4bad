// SPDX-License-Identifier: MIT
#include "broker/config/time_span.hpp"

#include <string>

#include <gtest/gtest.h>

namespace transferd::broker {
namespace {

using namespace std::chrono_literals;

TEST(TimeSpan, IsWrittenAsSystemdWritesIt) {
    EXPECT_EQ(parse_time_span("90d"), 24h * 90);
    EXPECT_EQ(parse_time_span("10min"), 10min);
    EXPECT_EQ(parse_time_span("1h 30min"), 90min);
    EXPECT_EQ(parse_time_span("1h30min"), 90min);
    EXPECT_EQ(parse_time_span("5s"), 5s);
    EXPECT_EQ(parse_time_span("500ms"), 500ms);
    EXPECT_EQ(parse_time_span("7us"), 7us);
    EXPECT_EQ(parse_time_span("2 weeks"), 24h * 14);
    EXPECT_EQ(parse_time_span("3M"), 2'629'800s * 3);
    EXPECT_EQ(parse_time_span(" 2 hours  1 day "), 26h);
}

TEST(TimeSpan, IsSecondsWithoutAUnit) {
    EXPECT_EQ(parse_time_span("30"), 30s);
    EXPECT_EQ(parse_time_span("1min 5"), 65s);
    EXPECT_EQ(parse_time_span("0"), 0s);
}

TEST(TimeSpan, MayHaveAFraction) {
    EXPECT_EQ(parse_time_span("1.5min"), 90s);
    EXPECT_EQ(parse_time_span("0.25s"), 250ms);
    EXPECT_EQ(parse_time_span("0.12345678901234567890s"), 123'456us);
}

TEST(TimeSpan, MayBeInfinite) {
    EXPECT_EQ(parse_time_span("infinity"), longest_time_span);
}

TEST(TimeSpan, IsRefusedWhereItIsNone) {
    for (const auto* text :
         {"", " ", "s", "min 5", "5 parsecs", "-5s", "+5s", "5s,", "1..5s", "1.s", ".5s", "1.5.5s",
          "5S", "0x10", "1e3", "infinity s", "5 infinity", "\xFF", "5\xC2"})
        EXPECT_EQ(parse_time_span(text), std::nullopt) << text;
    EXPECT_EQ(parse_time_span(std::string_view("5\0s", 3)), std::nullopt);
}

TEST(TimeSpan, IsRefusedWhereItIsLongerThanAThousandYears) {
    EXPECT_EQ(parse_time_span("1001y"), std::nullopt);
    EXPECT_EQ(parse_time_span("600y 600y"), std::nullopt);
    EXPECT_EQ(parse_time_span("18446744073709551616us"), std::nullopt);
    EXPECT_EQ(parse_time_span(std::string(1U << 20U, '9')), std::nullopt);
}

}  // namespace
}  // namespace transferd::broker
