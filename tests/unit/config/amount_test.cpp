// SPDX-License-Identifier: MIT
#include "broker/config/amount.hpp"

#include <gtest/gtest.h>

namespace transferd::broker {
namespace {

TEST(Amount, MayHaveASuffixThatIsAPowerOf1024) {
    EXPECT_EQ(parse_amount("0"), 0U);
    EXPECT_EQ(parse_amount("300"), 300U);
    EXPECT_EQ(parse_amount("5K"), 5U * 1024);
    EXPECT_EQ(parse_amount("5M"), 5U * 1024 * 1024);
    EXPECT_EQ(parse_amount("5G"), 5ULL * 1024 * 1024 * 1024);
    EXPECT_EQ(parse_amount("18446744073709551615"), 18'446'744'073'709'551'615U);
}

TEST(Amount, IsRefusedWhereItIsNoneOrTooLarge) {
    for (const auto* text : {"", "K", "5k", "5T", "5KB", "5 K", "-5", "+5", "5.5", "0x5", "five",
                             "18446744073709551616", "17179869184G"})
        EXPECT_EQ(parse_amount(text), std::nullopt) << text;
}

}  // namespace
}  // namespace transferd::broker
