// SPDX-License-Identifier: MIT
#include "worker/http/resume.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

using core::Failure;
using Headers = std::vector<ResponseHead::Header>;

const std::string noon = "Sun, 06 Nov 1994 12:00:00 GMT";
const std::string minute_later = "Sun, 06 Nov 1994 12:01:00 GMT";

OnDisk half_of_ten() {
    return {.offset = 5,
            .size = 10,
            .validator = {.entity_tag = "\"one\"", .last_modified = noon, .date = minute_later}};
}

Expectation resuming(OnDisk disk = half_of_ten()) {
    return {.disk = std::move(disk), .host = "example.org"};
}

Expectation fresh() {
    return {.host = "example.org"};
}

Verdict judged(const Expectation& expected, std::uint32_t status, Headers headers) {
    return judge(expected, ResponseHead(status, std::move(headers)));
}

/// What came of it, in a word that a table can hold.
std::string word_of(const Verdict& verdict) {
    if (const auto* failure = std::get_if<Failure>(&verdict)) return code_word(*failure);
    if (const auto* body = std::get_if<Follows>(&verdict))
        return "from " + std::to_string(body->offset) + " of " +
               (body->size ? std::to_string(*body->size) : "unknown");
    return std::holds_alternative<AlreadyComplete>(verdict) ? "complete" : "ask for whole";
}

struct Case {
    const char* what;
    std::uint32_t status;
    Headers headers;
    const char* outcome;
};

TEST(Judge, DecidesEveryAnswerToARequestForTheRest) {
    const std::vector<Case> table = {
        {"the rest",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"Content-Length", "5"}},
         "from 5 of 10"},
        {"chunked",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"Transfer-Encoding", "chunked"}},
         "from 5 of 10"},
        {"the same tag",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"ETag", "\"one\""}},
         "from 5 of 10"},
        {"the same date in another format",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"Last-Modified", "Sun Nov  6 12:00:00 1994"}},
         "from 5 of 10"},
        {"another tag",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"ETag", "\"two\""}},
         "ask for whole"},
        {"the tag made weak",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"ETag", "W/\"one\""}},
         "ask for whole"},
        {"two tags",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"ETag", "\"one\""}, {"ETag", "\"two\""}},
         "ask for whole"},
        {"another date",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"Last-Modified", minute_later}},
         "ask for whole"},
        {"another total", 206, {{"Content-Range", "bytes 5-10/11"}}, "ask for whole"},
        {"no total", 206, {{"Content-Range", "bytes 5-9/*"}}, "invalid-response"},
        {"no Content-Range", 206, {{"Content-Length", "5"}}, "invalid-response"},
        {"no span", 206, {{"Content-Range", "bytes */10"}}, "invalid-response"},
        {"two Content-Ranges",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"Content-Range", "bytes 0-9/10"}},
         "invalid-response"},
        {"an earlier begin", 206, {{"Content-Range", "bytes 4-9/10"}}, "invalid-response"},
        {"a later begin", 206, {{"Content-Range", "bytes 6-9/10"}}, "invalid-response"},
        {"an earlier end", 206, {{"Content-Range", "bytes 5-8/10"}}, "invalid-response"},
        {"another length",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"Content-Length", "6"}},
         "invalid-response"},
        {"no length",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"Content-Length", "-5"}},
         "invalid-response"},
        {"several parts",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"Content-Type", "Multipart/ByteRanges; boundary=x"}},
         "invalid-response"},
        {"compressed",
         206,
         {{"Content-Range", "bytes 5-9/10"}, {"Content-Encoding", "gzip"}},
         "invalid-response"},
        {"the whole file", 200, {{"Content-Length", "12"}}, "from 0 of 12"},
        {"beyond the end of a shorter file",
         416,
         {{"Content-Range", "bytes */3"}},
         "ask for whole"},
        {"not satisfiable for no reason", 416, {{"Content-Range", "bytes */10"}}, "ask for whole"},
        {"not satisfiable without a word", 416, {}, "ask for whole"},
        {"gone", 410, {}, "http-410"},
    };
    for (const auto& row : table)
        EXPECT_EQ(word_of(judged(resuming(), row.status, row.headers)), row.outcome) << row.what;
}

TEST(Judge, DecidesEveryAnswerToARequestForTheWhole) {
    const std::vector<Case> table = {
        {"the file", 200, {{"Content-Length", "10"}}, "from 0 of 10"},
        {"an empty file", 200, {{"Content-Length", "0"}}, "from 0 of 0"},
        {"identity",
         200,
         {{"Content-Length", "10"}, {"Content-Encoding", "Identity"}},
         "from 0 of 10"},
        {"no length", 200, {}, "size-unknown"},
        {"chunked", 200, {{"Transfer-Encoding", "chunked"}}, "size-unknown"},
        {"chunked and a length",
         200,
         {{"Transfer-Encoding", "chunked"}, {"Content-Length", "10"}},
         "invalid-response"},
        {"a coding of the transfer",
         200,
         {{"Transfer-Encoding", "gzip, chunked"}},
         "invalid-response"},
        {"two lengths",
         200,
         {{"Content-Length", "10"}, {"Content-Length", "11"}},
         "invalid-response"},
        {"8 EiB", 200, {{"Content-Length", "9223372036854775808"}}, "invalid-response"},
        {"compressed",
         200,
         {{"Content-Length", "10"}, {"Content-Encoding", "gzip"}},
         "invalid-response"},
        {"two codings",
         200,
         {{"Content-Length", "10"}, {"Content-Encoding", "identity"}, {"Content-Encoding", "gzip"}},
         "invalid-response"},
        {"a part", 206, {{"Content-Range", "bytes 0-9/10"}}, "invalid-response"},
        {"no file", 204, {}, "invalid-response"},
        {"another protocol", 101, {}, "invalid-response"},
        {"not modified", 304, {}, "http-304"},
        {"unauthorized", 401, {}, "authentication-required"},
        {"forbidden", 403, {}, "http-403"},
        {"proxy", 407, {}, "proxy-authentication-required"},
        {"not satisfiable", 416, {{"Content-Range", "bytes */0"}}, "http-416"},
        {"busy", 503, {}, "http-503"},
    };
    for (const auto& row : table)
        EXPECT_EQ(word_of(judged(fresh(), row.status, row.headers)), row.outcome) << row.what;
}

TEST(Judge, TakesAFileOfUnknownSizeWhereItIsDynamic) {
    auto expected = fresh();
    expected.size_may_be_unknown = true;
    EXPECT_EQ(word_of(judged(expected, 200, {})), "from 0 of unknown");
    EXPECT_EQ(word_of(judged(expected, 200, {{"Transfer-Encoding", "chunked"}})),
              "from 0 of unknown");
    EXPECT_EQ(word_of(judged(expected, 200, {{"Content-Length", "10"}})), "from 0 of 10");
    EXPECT_EQ(word_of(judged(expected, 200, {{"Content-Length", "x"}})), "invalid-response");
    EXPECT_EQ(word_of(judged(expected, 200, {{"Content-Encoding", "gzip"}})), "invalid-response");
}

TEST(Judge, RefusesMoreThanThereIsRoomFor) {
    auto expected = fresh();
    expected.largest_size = 10;
    EXPECT_EQ(word_of(judged(expected, 200, {{"Content-Length", "10"}})), "from 0 of 10");
    EXPECT_EQ(word_of(judged(expected, 200, {{"Content-Length", "11"}})), "size-limit");
}

TEST(WrongSize, IsFoundAsSoonAsItShows) {
    auto expected = fresh();
    expected.expected_size = 10;
    EXPECT_FALSE(wrong_size(expected, 9, Body::goes_on));
    EXPECT_FALSE(wrong_size(expected, 10, Body::ended));
    EXPECT_EQ(wrong_size(expected, 9, Body::ended)->code, core::FailureCode::size_mismatch);
    EXPECT_EQ(wrong_size(expected, 11, Body::goes_on)->code, core::FailureCode::size_mismatch);
    EXPECT_EQ(wrong_size(expected, 11, Body::goes_on)->message,
              "the file at example.org has at least 11 bytes instead of 10.");
}

TEST(Judge, KnowsThatEveryByteIsOnDisk) {
    auto disk = half_of_ten();
    disk.offset = 10;
    EXPECT_EQ(word_of(judged(resuming(disk), 416, {{"Content-Range", "bytes */10"}})), "complete");
    EXPECT_EQ(word_of(judged(resuming(disk), 416,
                             {{"Content-Range", "bytes */10"}, {"ETag", "\"two\""}})),
              "ask for whole");
    EXPECT_EQ(word_of(judged(resuming(disk), 416, {{"Content-Range", "bytes */11"}})),
              "ask for whole");
}

TEST(Judge, TakesTheLastByteAgainForTheProofThatNothingIsMissing) {
    auto disk = half_of_ten();
    disk.offset = 10;
    auto expected = resuming(disk);
    const Headers last{{"Content-Range", "bytes 9-9/10"}, {"Content-Length", "1"}};
    EXPECT_EQ(word_of(judged(expected, 206, last)), "complete");
    EXPECT_EQ(word_of(judged(expected, 206, {last[0], {"ETag", "\"two\""}})), "ask for whole");
    EXPECT_EQ(word_of(judged(expected, 206, {{"Content-Range", "bytes 9-9/*"}})),
              "invalid-response");
    EXPECT_EQ(word_of(judged(expected, 206, {{"Content-Range", "bytes 0-9/10"}})),
              "invalid-response");
    EXPECT_EQ(word_of(judged(expected, 206, {{"Content-Range", "bytes 9-10/11"}})),
              "ask for whole");
    expected.expected_size = 11;
    EXPECT_EQ(word_of(judged(expected, 206, last)), "size-mismatch");
}

TEST(Judge, RefusesAnotherSizeThanTheClientSaid) {
    auto expected = fresh();
    expected.expected_size = 11;
    EXPECT_EQ(word_of(judged(expected, 200, {{"Content-Length", "10"}})), "size-mismatch");
    EXPECT_EQ(word_of(judged(expected, 200, {{"Content-Length", "11"}})), "from 0 of 11");
    auto rest = resuming();
    rest.expected_size = 11;
    EXPECT_EQ(word_of(judged(rest, 206, {{"Content-Range", "bytes 5-9/10"}})), "size-mismatch");
}

TEST(Judge, KeepsTheSavedValidatorWithItsDateWhenItGoesOn) {
    const auto verdict =
        judged(resuming(), 206, {{"Content-Range", "bytes 5-9/10"}, {"Date", noon}});
    EXPECT_EQ(std::get<Follows>(verdict).validator, half_of_ten().validator);
}

TEST(Judge, HandsOnStatusAndRetryAfter) {
    const auto verdict = judged(fresh(), 429, {{"Retry-After", "30"}});
    const auto& failure = std::get<Failure>(verdict);
    EXPECT_EQ(failure.http_status, 429U);
    EXPECT_EQ(failure.retry_after, core::seconds{30});
    EXPECT_EQ(failure.message, "example.org answered with HTTP status 429.");
}

TEST(Judge, NeverAsksForTheWholeTwice) {
    for (std::uint32_t status = 100; status < 600; ++status)
        for (const auto* range : {"bytes 5-9/10", "bytes */10", "bytes */3", "x"})
            EXPECT_NE(word_of(judged(fresh(), status, {{"Content-Range", range}})),
                      "ask for whole");
}

TEST(Resume, GoesOnWithoutAValidatorWhereADigestDecides) {
    const OnDisk disk{.offset = 5, .size = 10, .digest_decides = true};
    EXPECT_EQ(range_request(disk), (RangeRequest{.offset = 5}));
    EXPECT_EQ(range_request(OnDisk{.offset = 5, .size = 10}), std::nullopt);
    const Headers rest{{"Content-Range", "bytes 5-9/10"}, {"ETag", "\"another\""}};
    const auto verdict = judged(resuming(disk), 206, rest);
    EXPECT_EQ(word_of(verdict), "from 5 of 10");
    EXPECT_EQ(std::get<Follows>(verdict).validator.entity_tag, "\"another\"");
    EXPECT_EQ(word_of(judged(resuming(disk), 206, {{"Content-Range", "bytes 5-10/11"}})),
              "ask for whole")
        << "a file of another size is another one";
}

TEST(Split, IsWhatIsLargeHasAStrongTagAndComesFromAServerWithRanges) {
    constexpr std::uint64_t mib = std::uint64_t{1024} * 1024;
    const auto can = [](std::uint64_t offset, std::uint64_t size, const std::string& tag,
                        const ResponseHead& head) {
        return can_be_split({.offset = offset,
                             .size = size,
                             .validator = {.entity_tag = tag, .last_modified = noon, .date = {}}},
                            head);
    };
    const ResponseHead with(200, {{"Accept-Ranges", "Bytes"}});
    EXPECT_TRUE(can(0, 32 * mib, "\"one\"", with));
    EXPECT_FALSE(can(1, 32 * mib, "\"one\"", with)) << "too little is to come";
    EXPECT_FALSE(can(0, 32 * mib, "W/\"one\"", with));
    EXPECT_FALSE(can(0, 32 * mib, "", with));
    EXPECT_FALSE(can(0, 32 * mib, "\"one\"", ResponseHead(200, {})));
    EXPECT_FALSE(can(0, 32 * mib, "\"one\"", ResponseHead(200, {{"Accept-Ranges", "none"}})));
    EXPECT_TRUE(can(mib, 33 * mib, "\"one\"", ResponseHead(206, {}))) << "it has just shown them";
}

}  // namespace

}  // namespace transferd::worker
