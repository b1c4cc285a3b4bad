// SPDX-License-Identifier: MIT
#include "broker/store/ranges.hpp"

#include <gtest/gtest.h>

namespace transferd::broker {
namespace {

using Ranges = std::vector<core::ByteRange>;
constexpr std::uint64_t all = 0xFFFF'FFFF'FFFF'FFFF;

TEST(Ranges, ComeBackAsTheyWere) {
    for (const auto& ranges :
         {Ranges{}, Ranges{{0, 1}}, Ranges{{0, 127}, {127, 1}, {300, 128}}, Ranges{{0, all}},
          Ranges{{all - 1, 1}}, Ranges{{1ULL << 63U, 1ULL << 62U}}})
        EXPECT_EQ(decode_ranges(encode_ranges(ranges)), ranges);
}

TEST(WantedRanges, ComeBackInTheirOrder) {
    for (const auto& ranges : {Ranges{}, Ranges{{5, all}}, Ranges{{1000, 24}, {0, 500}}})
        EXPECT_EQ(decode_wanted(encode_wanted(ranges)), ranges);
    EXPECT_EQ(decode_wanted("\x01"), std::nullopt);
}

TEST(Ranges, TakeFewBytes) {
    EXPECT_EQ(encode_ranges(Ranges{{0, 1U << 30U}}).size(), 6U);
}

TEST(Ranges, LeaveOutEmptyOnes) {
    EXPECT_EQ(encode_ranges(Ranges{{5, 0}}), "");
}

TEST(Ranges, AreRefusedWhereTheyOverlapOrDescend) {
    EXPECT_EQ(decode_ranges(encode_ranges(Ranges{{0, 10}, {9, 1}})), std::nullopt);
    EXPECT_EQ(decode_ranges(encode_ranges(Ranges{{10, 1}, {0, 1}})), std::nullopt);
}

TEST(Ranges, AreRefusedWhereTheyEndPastSixtyFourBits) {
    EXPECT_EQ(decode_ranges(encode_ranges(Ranges{{all, 1}})), std::nullopt);
    EXPECT_EQ(decode_ranges(encode_ranges(Ranges{{1, all}})), std::nullopt);
}

TEST(Ranges, AreRefusedWhereBytesAreMissingOrTooMany) {
    const std::string whole = encode_ranges(Ranges{{0, 1000}});
    for (std::size_t size = 1; size < whole.size(); ++size)
        EXPECT_EQ(decode_ranges(whole.substr(0, size)), std::nullopt) << size;
    EXPECT_EQ(decode_ranges(std::string("\0\0", 2)), std::nullopt) << "an empty range";
    EXPECT_EQ(decode_ranges(std::string(30, '\xFF')), std::nullopt) << "a number without an end";
    EXPECT_EQ(decode_ranges(std::string(9, '\xFF') + "\x02\x01"), std::nullopt) << "65 bits";
}

TEST(Ranges, SurviveAnyTwoBytes) {
    for (unsigned first = 0; first < 256; ++first)
        for (unsigned second = 0; second < 256; ++second) {
            const std::string bytes{static_cast<char>(first), static_cast<char>(second)};
            if (const auto ranges = decode_ranges(bytes)) {
                EXPECT_EQ(encode_ranges(*ranges), bytes);
            }
        }
}

}  // namespace
}  // namespace transferd::broker
