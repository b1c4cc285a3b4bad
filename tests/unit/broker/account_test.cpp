// SPDX-License-Identifier: MIT
#include "broker/owners/account.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace transferd::broker {
namespace {

using core::Standing;

TEST(AnAccount, IsFoundByItsUid) {
    EXPECT_EQ(look_up({0}).name, "root");
    EXPECT_FALSE(look_up({0}).failed);
}

TEST(AnAccount, ThatIsNotThereIsNoFailure) {
    const auto found = look_up({4'111'222'333});
    EXPECT_EQ(found.name, "");
    EXPECT_FALSE(found.failed);
}

TEST(AnOwner, StandsAsItsAccountDoes) {
    EXPECT_EQ(standing({.name = "alice"}, "alice"), Standing::here);
    EXPECT_EQ(standing({.name = "mallory"}, "alice"), Standing::replaced);
    EXPECT_EQ(standing({}, "alice"), Standing::gone);
}

TEST(AnOwner, OfWhomNobodyCanTellStandsAsBefore) {
    EXPECT_EQ(standing({.failed = true}, "alice"), std::nullopt);
}

TEST(AnOwner, WhoseNameWasNeverKnownIsNotTakenForGone) {
    EXPECT_EQ(standing({.name = "alice"}, ""), Standing::here);
    EXPECT_EQ(standing({}, ""), Standing::here);
}

}  // namespace
}  // namespace transferd::broker
