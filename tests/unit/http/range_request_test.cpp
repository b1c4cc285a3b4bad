// SPDX-License-Identifier: MIT
// When the rest of a file may be asked for, and on what condition.
#include "worker/http/resume.hpp"

#include <string>

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

const std::string noon = "Sun, 06 Nov 1994 12:00:00 GMT";
const std::string minute_later = "Sun, 06 Nov 1994 12:01:00 GMT";
const std::string nearly_a_minute_later = "Sun, 06 Nov 1994 12:00:59 GMT";

OnDisk half_of_ten() {
    return {.offset = 5,
            .size = 10,
            .validator = {.entity_tag = "\"one\"", .last_modified = noon, .date = minute_later}};
}

TEST(RangeRequest, NamesAStrongTag) {
    EXPECT_EQ(range_request(half_of_ten()), (RangeRequest{5, "\"one\""}));
}

TEST(RangeRequest, NamesALastModifiedThatIsAMinuteOld) {
    auto disk = half_of_ten();
    disk.validator.entity_tag = "W/\"one\"";
    EXPECT_EQ(range_request(disk), (RangeRequest{5, noon}));
    disk.validator.entity_tag = "";
    EXPECT_EQ(range_request(disk), (RangeRequest{5, noon}));
}

TEST(RangeRequest, IsNotMadeOnALastModifiedThatMayStillChange) {
    auto disk = half_of_ten();
    disk.validator.entity_tag = "";
    disk.validator.date = nearly_a_minute_later;
    EXPECT_FALSE(range_request(disk));
    disk.validator.date = "";
    EXPECT_FALSE(range_request(disk));
}

TEST(RangeRequest, IsNotMadeWithoutAValidator) {
    auto disk = half_of_ten();
    disk.validator = {};
    EXPECT_FALSE(range_request(disk));
    disk.validator.entity_tag = "W/\"one\"";
    EXPECT_FALSE(range_request(disk));
}

TEST(RangeRequest, IsNotMadeWithoutASizeOrWithMoreBytesThanTheFileHas) {
    auto disk = half_of_ten();
    disk.size = std::nullopt;
    EXPECT_FALSE(range_request(disk));
    disk.size = 4;
    EXPECT_FALSE(range_request(disk));
}

TEST(RangeRequest, IsNotMadeForTheFirstByte) {
    auto disk = half_of_ten();
    disk.offset = 0;
    EXPECT_FALSE(range_request(disk));
}

TEST(RangeRequest, IsMadeForTheLastByteWhereEveryByteIsOnDisk) {
    auto disk = half_of_ten();
    disk.offset = 10;
    EXPECT_EQ(range_request(disk), (RangeRequest{9, "\"one\""}));
}

}  // namespace

}  // namespace transferd::worker
