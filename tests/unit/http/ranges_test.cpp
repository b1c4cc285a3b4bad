// SPDX-License-Identifier: MIT
// What is asked for, and believed, where only ranges of a file are wanted.
#include "core/wanted_ranges.hpp"
#include "worker/http/resume.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

using Headers = std::vector<ResponseHead::Header>;

const core::Validator strong{.entity_tag = "\"one\"", .last_modified = {}, .date = {}};
const core::Validator weak{.entity_tag = "W/\"one\"", .last_modified = {}, .date = {}};
const std::string of_a_hundred = "bytes 50-59/100";

/// Ten bytes from 50 on, of which nothing is there, of a file that nobody has seen.
Expectation fresh() {
    return {.ranges = {{50, 10}, {90, core::to_the_end}}, .host = "example.org"};
}

/// Four of them are there, of a file of 100 bytes.
Expectation resuming(const core::Validator& validator = strong) {
    auto expected = fresh();
    expected.disk = {.offset = 4, .size = 100, .validator = validator};
    return expected;
}

std::string judged(const Expectation& expected, std::uint32_t status, Headers headers) {
    const auto verdict = judge(expected, ResponseHead(status, std::move(headers)));
    if (const auto* failure = std::get_if<core::Failure>(&verdict)) return code_word(*failure);
    if (const auto* body = std::get_if<Follows>(&verdict))
        return std::to_string(body->offset) + " to " + std::to_string(body->size.value()) + " of " +
               std::to_string(body->remote_size.value());
    return std::holds_alternative<AlreadyComplete>(verdict) ? "complete" : "another";
}

TEST(RangeOfAFile, IsAskedForWithItsEnd) {
    EXPECT_EQ(range_request({}, {50, 10}), (RangeRequest{.offset = 50, .last = 59}));
    EXPECT_EQ(range_request({}, {90, core::to_the_end}), (RangeRequest{.offset = 90}));
}

TEST(RangeOfAFile, IsAskedForOnTheConditionThatItIsTheSameFile) {
    EXPECT_EQ(range_request({.offset = 4, .size = 100, .validator = strong}, {50, 10}),
              (RangeRequest{.offset = 54, .if_range = "\"one\"", .last = 59}));
    EXPECT_EQ(range_request({.size = 100, .validator = weak}, {50, 10}),
              (RangeRequest{.offset = 50, .last = 59}))
        << "a weak tag is no condition";
}

TEST(RangeOfAFile, IsBelievedWhereItIsExactlyWhatWasAskedFor) {
    EXPECT_EQ(judged(fresh(), 206, {{"Content-Range", of_a_hundred}}), "0 to 10 of 100");
    for (const auto* wrong : {"bytes 50-58/100", "bytes 51-59/100", "bytes 0-9/100",
                              "bytes 50-60/100", "bytes 50-59/*", "bytes */100", "x"})
        EXPECT_EQ(judged(fresh(), 206, {{"Content-Range", wrong}}), "invalid-response") << wrong;
    EXPECT_EQ(judged(fresh(), 206, {}), "invalid-response");
    EXPECT_EQ(judged(fresh(), 206, {{"Content-Range", of_a_hundred}, {"Content-Length", "9"}}),
              "invalid-response");
    EXPECT_EQ(judged(fresh(), 206, {{"Content-Range", of_a_hundred}, {"Content-Encoding", "br"}}),
              "invalid-response");
}

TEST(RangeOfAFile, ToTheEndEndsWithTheFile) {
    auto last = fresh();
    last.range = 1;
    EXPECT_EQ(judged(last, 206, {{"Content-Range", "bytes 90-99/100"}}), "0 to 10 of 100");
    EXPECT_EQ(judged(last, 206, {{"Content-Range", "bytes 90-98/100"}}), "invalid-response");
}

TEST(RangeOfAFile, GoesOnWhereTheFileIsTheSame) {
    EXPECT_EQ(judged(resuming(), 206, {{"Content-Range", "bytes 54-59/100"}}), "4 to 10 of 100");
    EXPECT_EQ(judged(resuming(), 206, {{"Content-Range", "bytes 54-59/100"}, {"ETag", "\"one\""}}),
              "4 to 10 of 100");
}

TEST(RangeOfAFile, IsNeverAddedToAnother) {
    EXPECT_EQ(judged(resuming(), 206, {{"Content-Range", "bytes 54-59/100"}, {"ETag", "\"two\""}}),
              "another");
    EXPECT_EQ(judged(resuming(), 206, {{"Content-Range", "bytes 54-59/101"}}), "another");
    EXPECT_EQ(
        judged(resuming(weak), 206, {{"Content-Range", "bytes 54-59/100"}, {"ETag", "W/\"two\""}}),
        "another");
    EXPECT_EQ(judged(resuming(), 200, {{"Content-Length", "100"}, {"ETag", "\"two\""}}), "another");
    EXPECT_EQ(judged(resuming(), 200, {{"Content-Length", "101"}}), "another");
    EXPECT_EQ(judged(resuming(), 416, {{"Content-Range", "bytes */20"}}), "another");
}

TEST(RangeOfAFile, NeedsAServerThatHasRanges) {
    EXPECT_EQ(judged(fresh(), 200, {{"Content-Length", "100"}}), "ranges-unsupported");
    EXPECT_EQ(judged(fresh(), 200, {}), "ranges-unsupported");
    EXPECT_EQ(judged(resuming(), 200, {{"Content-Length", "100"}, {"ETag", "\"one\""}}),
              "ranges-unsupported");
}

TEST(RangeOfAFile, MustBeWithinIt) {
    EXPECT_EQ(judged(fresh(), 206, {{"Content-Range", "bytes 50-59/90"}}), "size-mismatch")
        << "the other range is not";
    EXPECT_EQ(judged(fresh(), 206, {{"Content-Range", "bytes 50-54/55"}}), "size-mismatch");
    EXPECT_EQ(judged(fresh(), 416, {{"Content-Range", "bytes */20"}}), "size-mismatch");
    EXPECT_EQ(judged(fresh(), 416, {}), "http-416");
    EXPECT_EQ(judged(fresh(), 404, {}), "http-404");
}

TEST(RangesOfAFile, HaveASizeTogether) {
    auto expected = fresh();
    expected.expected_size = 20;
    EXPECT_EQ(judged(expected, 206, {{"Content-Range", of_a_hundred}}), "0 to 10 of 100");
    expected.expected_size = 10;
    EXPECT_EQ(judged(expected, 206, {{"Content-Range", of_a_hundred}}), "size-mismatch");
    expected.expected_size.reset();
    expected.largest_size = 19;
    EXPECT_EQ(judged(expected, 206, {{"Content-Range", of_a_hundred}}), "size-limit");
}

}  // namespace

}  // namespace transferd::worker
