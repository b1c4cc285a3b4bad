// SPDX-License-Identifier: MIT
#include "client/table.hpp"

#include <gtest/gtest.h>

namespace transferd::client {
namespace {

Table two_rows() {
    Table table{{"ID", "NAME", "WHY"}};
    table.add({{"7"}, {"long name"}, {""}});
    table.add({{"12", Colour::bad}, {"x"}, {"y"}});
    return table;
}

TEST(Table, AlignsColumnsAndLeavesNoSpacesAtTheEnd) {
    EXPECT_EQ(two_rows().text(true, false),
              "ID  NAME       WHY\n7   long name\n12  x          y\n");
}

TEST(Table, HasNoHeadLineWithoutALegend) {
    EXPECT_EQ(two_rows().text(false, false), "7   long name\n12  x          y\n");
}

TEST(Table, PaintsTheTextAndNotTheSpaces) {
    Table table{{"ID", "NAME"}};
    table.add({{"12", Colour::bad}, {"x"}});
    EXPECT_EQ(table.text(false, true), "\033[31m12\033[0m  x\n");
}

}  // namespace
}  // namespace transferd::client
