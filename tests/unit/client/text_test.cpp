// SPDX-License-Identifier: MIT
#include "client/text.hpp"

#include <gtest/gtest.h>

namespace transferd::client {
namespace {

TEST(Printable, KeepsOrdinaryText) {
    EXPECT_EQ(printable("a b \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"),
              "a b \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80");
}

TEST(Printable, DisarmsEscapeSequences) {
    EXPECT_EQ(printable("\x1B[31mred\x1B]0;title\x07"), "[31mred]0;title");
}

TEST(Printable, TakesOutLineBreaksTabsAndDelete) {
    EXPECT_EQ(printable("a\r\nb\tc\x7F"), "abc");
}

TEST(Printable, TakesOutTheC1ControlsOfUtf8) {
    EXPECT_EQ(printable("a\xC2\x9B"
                        "31mb"),
              "a31mb");
}

TEST(Printable, TakesOutBidirectionalControls) {
    // What is taken out, and no trick: NOLINTNEXTLINE(misc-misleading-bidirectional)
    EXPECT_EQ(printable("exe.\xE2\x80\xAEgpj"), "exe.gpj");
    EXPECT_EQ(printable("\xE2\x81\xA6x\xE2\x81\xA9"), "x");
}

TEST(Printable, MarksBytesThatAreNoUtf8) {
    EXPECT_EQ(printable("a\xFF"
                        "b"),
              "a?b");
    EXPECT_EQ(printable("a\x9B"
                        "31m"),
              "a?31m");
    EXPECT_EQ(printable("cut\xE2\x82"), "cut??");
}

TEST(Printable, DoesNotTakeOverlongFormsAndSurrogates) {
    EXPECT_EQ(printable("\xC0\x9B"), "??");
    EXPECT_EQ(printable("\xE0\x80\x9B"), "???");
    EXPECT_EQ(printable("\xED\xA0\x80"), "???");
}

TEST(Fitted, CutsAtWholeCharacters) {
    EXPECT_EQ(fitted("abc\xC3\xA9x", 4), "abc\xC3\xA9");
    EXPECT_EQ(fitted("abc", 3), "abc");
    EXPECT_EQ(fitted("abc", 0), "");
}

}  // namespace
}  // namespace transferd::client
