// SPDX-License-Identifier: MIT
#include "core/value.hpp"

#include <gtest/gtest.h>

namespace transferd::core {

namespace {

TEST(Quoted, ShowsTextInQuotes) {
    EXPECT_EQ(core::quoted("a file"), "'a file'");
    EXPECT_EQ(core::quoted(""), "''");
    EXPECT_EQ(core::quoted("n\xC3\xA4me \xC2\xA0"), "'n\xC3\xA4me \xC2\xA0'");
}

TEST(Quoted, HasAQuestionMarkForEachControlCharacter) {
    EXPECT_EQ(core::quoted("a\x1B[2Jb\n\x7F"), "'a?[2Jb?\?'");
    // U+009B begins a terminal's command as ESC [ does.
    EXPECT_EQ(core::quoted("a\xC2\x9B"
                           "2J"),
              "'a?2J'");
    // Not UTF-8: the control character counts none the less.
    EXPECT_EQ(core::quoted("a\xC2\x1B"), "'a?'");
    EXPECT_EQ(core::quoted("a\xC2"), "'a\xC2'");
}

TEST(ControlCharacters, AreThoseBelowSpaceAndBeyondDelete) {
    for (const auto* text : {"\n", "a\x1B", "\x7F", "\xC2\x80", "a\xC2\x9F"})
        EXPECT_TRUE(has_control_characters(text)) << text;
    // The last three are no UTF-8.
    for (const auto* text : {"", " a~", "\xC2\xA0", "\xC3\x9F", "\xC2", "\xC2'", "\xC2\xC2"})
        EXPECT_FALSE(has_control_characters(text)) << text;
}

TEST(Quoted, IsCutToSixtyFourCharacters) {
    EXPECT_EQ(core::quoted(std::string(64, 'a')), "'" + std::string(64, 'a') + "'");
    EXPECT_EQ(core::quoted(std::string(65, 'a')), "'" + std::string(64, 'a') + "...'");
    std::string wide;
    for (int i = 0; i < 64; ++i) wide += "\xF0\x9F\x98\x80";
    EXPECT_EQ(core::quoted(wide), "'" + wide + "'");
    EXPECT_EQ(core::quoted(wide + "a"), "'" + wide + "...'");
}

TEST(Quoted, IsCutWhereThereAreNoCharacters) {
    EXPECT_LE(core::quoted(std::string(10'000, '\x80')).size(), 300U);
}

}  // namespace

}  // namespace transferd::core
