// SPDX-License-Identifier: MIT
// Going on where an earlier attempt stopped, and never splicing two versions of a file.
#include "contract/http/downloading.hpp"

namespace transferd::worker {

namespace {

using core::FailureCode;

bool asks_for_a_part(std::string_view request) {
    return request.find("Range: bytes=") != std::string_view::npos;
}

Answer part(std::string_view headers, std::string_view body = "56789") {
    return {.bytes = head("206 Part", "Content-Length: " + std::to_string(body.size()) + "\r\n" +
                                          std::string(headers)) +
                     std::string(body)};
}

TEST_F(Downloading, AsksForTheRestOfTheVersionItHas) {
    script = [](std::string_view) {
        return part("Content-Range: bytes 5-9/10\r\nETag: \"one\"\r\n");
    };
    fetch(rest_of_ten());
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(note.heads.front().offset, 5U);
    EXPECT_EQ(note.body, "56789");
    const auto& asked = server.requests().front();
    EXPECT_NE(asked.find("Range: bytes=5-\r\n"), std::string::npos);
    EXPECT_NE(asked.find("If-Range: \"one\"\r\n"), std::string::npos);
}

TEST_F(Downloading, StartsOverWhenTheServerSendsTheWholeFile) {
    script = [](std::string_view) { return whole("abcdefghijkl", "ETag: \"two\"\r\n"); };
    fetch(rest_of_ten());
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(note.heads.front().offset, 0U);
    EXPECT_EQ(note.heads.front().size, 12U);
    EXPECT_EQ(note.heads.front().validator.entity_tag, "\"two\"");
    EXPECT_EQ(note.body, "abcdefghijkl");
}

TEST_F(Downloading, FetchesTheWholeFileWhenAPartIsOfAnotherVersion) {
    script = [](std::string_view request) {
        if (!asks_for_a_part(request)) return whole("abcdefghij", "ETag: \"two\"\r\n");
        return part("Content-Range: bytes 5-9/10\r\nETag: \"two\"\r\n", "fghij");
    };
    fetch(rest_of_ten());
    EXPECT_TRUE(ended_well());
    ASSERT_EQ(note.heads.size(), 1U);
    EXPECT_EQ(note.heads.front().offset, 0U);
    EXPECT_EQ(note.body, "abcdefghij");
}

TEST_F(Downloading, RefusesAPartThatBeginsElsewhere) {
    script = [](std::string_view) {
        return part("Content-Range: bytes 4-9/10\r\nETag: \"one\"\r\n", "456789");
    };
    fetch(rest_of_ten());
    EXPECT_EQ(failure().code, FailureCode::invalid_response);
    EXPECT_EQ(note.body, "");
}

TEST_F(Downloading, EndsAtOnceWhenEveryByteIsOnDisk) {
    script = [](std::string_view) {
        return Answer{head("416 End", "Content-Range: bytes */10\r\nContent-Length: 3\r\n") +
                      "end"};
    };
    auto rest = rest_of_ten();
    rest.offset = 10;
    fetch(rest);
    EXPECT_TRUE(ended_well());
    ASSERT_EQ(note.heads.size(), 1U);
    EXPECT_EQ(note.heads.front().offset, 10U);
    EXPECT_EQ(note.heads.front().size, 10U);
    EXPECT_EQ(note.body, "");
}

TEST_F(Downloading, FetchesTheWholeFileWhenItHasBecomeShorter) {
    script = [](std::string_view request) {
        if (!asks_for_a_part(request)) return whole("abc", "ETag: \"two\"\r\n");
        return Answer{head("416 End", "Content-Range: bytes */3\r\nContent-Length: 0\r\n")};
    };
    fetch(rest_of_ten());
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(note.heads.front().offset, 0U);
    EXPECT_EQ(note.body, "abc");
}

TEST_F(Downloading, FetchesTheWholeFileWhereNothingVouchesForThePart) {
    auto rest = rest_of_ten();
    rest.validator = {.entity_tag = "W/\"one\"", .last_modified = {}, .date = {}};
    fetch(rest);
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(note.heads.front().offset, 0U);
    EXPECT_FALSE(asks_for_a_part(server.requests().front()));
}

}  // namespace

}  // namespace transferd::worker
