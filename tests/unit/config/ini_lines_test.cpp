// SPDX-License-Identifier: MIT
#include "broker/config/ini_lines.hpp"

#include <gtest/gtest.h>

namespace transferd::broker {
namespace {

TEST(IniLines, KnowTheirSectionAndNumber) {
    const auto ini = parse_ini("# a comment\n[One]\n\nA=1\n; another\n[Two]\r\nB = x y \r\nA=2");
    EXPECT_EQ(ini.lines, (std::vector<IniLine>{
                             {4, "One", "A", "1"}, {7, "Two", "B", "x y"}, {8, "Two", "A", "2"}}));
    EXPECT_TRUE(ini.bad.empty());
}

TEST(IniLines, StandForThemselvesWhereTheyBeginWithABlank) {
    const auto ini = parse_ini("A=1\n  B=2\n\t[S]\n");
    EXPECT_EQ(ini.lines, (std::vector<IniLine>{{1, "", "A", "1"}, {2, "", "B", "2"}}));
}

TEST(IniLines, AreBadWhereTheyAreNoAssignment) {
    const auto ini = parse_ini("[S]\nnonsense\n[T\nA=1\nlast");
    EXPECT_EQ(ini.lines, (std::vector<IniLine>{{4, "S", "A", "1"}}));
    EXPECT_EQ(ini.bad, (std::vector<BadLine>{{2, "the line is no assignment"},
                                             {3, "the section's name has no end"},
                                             {5, "the line is no assignment"}}));
}

TEST(IniLines, AreBadWhereTheyAreTooLong) {
    const auto ini = parse_ini("A=" + std::string(1U << 20U, 'x') + "\nB=1\n");
    EXPECT_EQ(ini.lines, (std::vector<IniLine>{{2, "", "B", "1"}}));
    EXPECT_EQ(ini.bad, (std::vector<BadLine>{{1, "the line is too long"}}));
}

TEST(IniLines, AreBadWhereTheyHaveAZeroByte) {
    const auto ini = parse_ini(std::string("A=1\0\nB=1\n", 9));
    EXPECT_EQ(ini.lines, (std::vector<IniLine>{{2, "", "B", "1"}}));
    EXPECT_EQ(ini.bad.size(), 1U);
}

TEST(IniLines, SurviveAnyByte) {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) (bytes += static_cast<char>(byte)) += "=1\n";
    const auto ini = parse_ini(bytes);
    EXPECT_GT(ini.lines.size(), 200U);
    EXPECT_TRUE(parse_ini("").lines.empty());
}

}  // namespace
}  // namespace transferd::broker
