// SPDX-License-Identifier: MIT
#include "worker/http/response_head.hpp"

#include <array>
#include <initializer_list>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

ResponseHead read(std::initializer_list<std::string_view> lines) {
    HeadReader reader;
    for (const auto line : lines) EXPECT_TRUE(reader.take(line)) << line;
    return reader.head();
}

ResponseHead with(std::string name, std::string value) {
    return {200, {{std::move(name), std::move(value)}}};
}

TEST(ResponseHead, HasStatusAndHeadersWhateverTheirCase) {
    const auto head = read({"HTTP/1.1 200 OK\r\n", "Content-LENGTH:  10 \r\n", "\r\n"});
    EXPECT_EQ(head.status(), 200U);
    EXPECT_EQ(head.content_length().value, 10U);
}

TEST(ResponseHead, IsTheLastOneThatCame) {
    const auto head = read({"HTTP/1.1 103 Early Hints", "ETag: \"hint\"", "", "HTTP/1.1 302 Found",
                            "ETag: \"moved\"", "", "X-Trailer: of the redirect's body",
                            "HTTP/2 200 ", "Content-Length: 1", ""});
    EXPECT_EQ(head.status(), 200U);
    EXPECT_FALSE(head.field("ETag").present);
    EXPECT_FALSE(head.field("X-Trailer").present);
}

TEST(ResponseHead, IsCompleteWithTheEmptyLineOfOneThatIsNotInterim) {
    HeadReader reader;
    EXPECT_FALSE(reader.complete());
    for (const auto* line : {"HTTP/1.1 103 Early Hints", "", "HTTP/1.1 200 OK", "A: b"}) {
        ASSERT_TRUE(reader.take(line));
        EXPECT_FALSE(reader.complete()) << line;
    }
    ASSERT_TRUE(reader.take(""));
    EXPECT_TRUE(reader.complete());
}

TEST(ResponseHead, IsKeptInTheServersWordsAndOrder) {
    const auto head =
        read({"HTTP/1.1 200 OK", "Server:one", "X-Folded: a", " b", "server: two", "X-Empty:", ""});
    EXPECT_EQ(head.kept(), "Server: one\nX-Folded: a b\nserver: two\nX-Empty: \n");
}

TEST(ResponseHead, IsKeptWithoutWhatMayBeSecretAndWithItsLikes) {
    const auto head =
        read({"HTTP/1.1 200 OK", "Set-Cookie: 1", "set-cookie2: 2", "AUTHENTICATION-INFO: 3",
              "www-authenticate: 4", "Proxy-Authenticate: 5", "Proxy-Authentication-Info: 6",
              "proxy-anything: 7", "Set-Cookies: a", "X-Proxy-Name: b", ""});
    EXPECT_EQ(head.kept(), "Set-Cookies: a\nX-Proxy-Name: b\n");
}

TEST(ResponseHead, IsAlwaysKeptAsAListOfHeaders) {
    HeadReader reader;
    ASSERT_TRUE(reader.take("HTTP/1.1 200 OK"));
    // The most that a head may have, in the fewest bytes between its names and values.
    for (std::size_t i = 0; i < most_headers; ++i)
        ASSERT_TRUE(reader.take("A:" + std::string(653, i % 2 == 0 ? '\xFF' : '\x01')));
    ASSERT_TRUE(reader.take(""));
    const auto kept = reader.head().kept();
    EXPECT_TRUE(core::is_header_list(kept));
    EXPECT_GT(kept.size(), core::largest_response_headers - 1000);
}

TEST(ResponseHead, TakesNoStatusLineFromAmongTheHeaders) {
    const auto head = read({"HTTP/1.1 200 OK", "Content-Length: 1", "HTTP/1.1 404 No", ""});
    EXPECT_EQ(head.status(), 200U);
    EXPECT_TRUE(head.content_length().present);
}

TEST(ResponseHead, RefusesWhatDoesNotBeginWithAStatusLine) {
    constexpr std::array nonsense = {"",
                                     "HTTP/1.1",
                                     "HTTP/1.1 20 OK",
                                     "HTTP/1.1 2000 OK",
                                     "HTTP/1.1 abc OK",
                                     "HTTP/1.1 -20 OK",
                                     "HTTP/1.1 099 Low",
                                     "ICY 200 OK",
                                     "Content-Length: 5"};
    for (const auto* line : nonsense) EXPECT_FALSE(HeadReader().take(line)) << line;
}

TEST(ResponseHead, RefusesHeaderNamesThatTwoProgramsReadDifferently) {
    for (const auto* line : {"Content-Length : 5", ": 5", "Content Length: 5", "a\x01: 5"}) {
        HeadReader reader;
        ASSERT_TRUE(reader.take("HTTP/1.1 200 OK"));
        EXPECT_FALSE(reader.take(line)) << line;
    }
}

TEST(ResponseHead, JoinsFoldedLines) {
    const auto head = read({"HTTP/1.1 200 OK", "X-Long: one", "\t two", ""});
    EXPECT_EQ(head.value_or_empty("X-Long"), "one two");
}

TEST(ResponseHead, HasNoBlanksAtTheEndsOfFoldedValues) {
    const auto head = read({"HTTP/1.1 200 OK", "Content-Length: 5", " \t", "ETag:", " \"v1\"", ""});
    EXPECT_EQ(head.content_length().value, 5U);
    EXPECT_EQ(head.validator().entity_tag, "\"v1\"");
}

TEST(ResponseHead, HasAtMostAHundredHeaders) {
    HeadReader reader;
    ASSERT_TRUE(reader.take("HTTP/1.1 200 OK"));
    for (std::size_t count = 0; count < most_headers; ++count) ASSERT_TRUE(reader.take("A: b"));
    EXPECT_FALSE(reader.take("A: b"));
}

TEST(ResponseHead, HasAtMost64KiB) {
    HeadReader reader;
    ASSERT_TRUE(reader.take("HTTP/1.1 200 OK"));
    EXPECT_TRUE(reader.take("A: " + std::string(40'000, 'x')));
    EXPECT_FALSE(reader.take("B: " + std::string(30'000, 'x')));
}

TEST(ResponseHead, EndsAServerThatSendsInterimResponsesForEver) {
    HeadReader reader;
    std::size_t taken = 0;
    while (taken < 1'000'000 && reader.take("HTTP/1.1 103 Early Hints\r\n") && reader.take("\r\n"))
        ++taken;
    EXPECT_LT(taken, 100'000U);
}

TEST(ContentLength, IsMissingSensibleOrNonsense) {
    EXPECT_FALSE(ResponseHead(200, {}).content_length().present);
    EXPECT_EQ(with("Content-Length", "5").content_length().value, 5U);
    for (const auto* text : {"", "-5", "5, 5", "5;", "9223372036854775808"}) {
        const auto length = with("Content-Length", text).content_length();
        EXPECT_TRUE(length.present) << text;
        EXPECT_FALSE(length.value) << text;
    }
}

TEST(ContentLength, MayBeRepeatedButNotDiffer) {
    const ResponseHead same(200, {{"Content-Length", "5"}, {"content-length", "5"}});
    EXPECT_EQ(same.content_length().value, 5U);
    const ResponseHead other(200, {{"Content-Length", "5"}, {"Content-Length", "6"}});
    EXPECT_TRUE(other.content_length().present);
    EXPECT_FALSE(other.content_length().value);
    const ResponseHead back(
        200, {{"Content-Length", "5"}, {"Content-Length", "6"}, {"Content-Length", "5"}});
    EXPECT_FALSE(back.content_length().value);
}

TEST(Validator, KeepsWhatTheServerSentAndLeavesNonsenseOut) {
    const ResponseHead good(200, {{"ETag", "W/\"one\""},
                                  {"Last-Modified", "Sun Nov  6 08:49:37 1994"},
                                  {"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}});
    EXPECT_EQ(good.validator(), (core::Validator{.entity_tag = "W/\"one\"",
                                                 .last_modified = "Sun Nov  6 08:49:37 1994",
                                                 .date = "Sun, 06 Nov 1994 08:49:37 GMT"}));
    const ResponseHead bad(200, {{"ETag", "one"}, {"Last-Modified", "-1"}, {"Date", "today"}});
    EXPECT_EQ(bad.validator(), core::Validator{});
}

TEST(RetryAfter, IsSecondsOrADateRelativeToDate) {
    EXPECT_EQ(with("Retry-After", "120").retry_after(), core::seconds{120});
    const ResponseHead dated(503, {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                   {"Retry-After", "Sun, 06 Nov 1994 08:50:37 GMT"}});
    EXPECT_EQ(dated.retry_after(), core::seconds{60});
}

TEST(RetryAfter, IsZeroForADateThatIsPast) {
    const ResponseHead past(503, {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                  {"Retry-After", "Sun, 06 Nov 1994 08:48:37 GMT"}});
    EXPECT_EQ(past.retry_after(), core::seconds{0});
}

TEST(RetryAfter, StaysWithinAYearWhateverTheServerSays) {
    const core::seconds year{366 * 24 * 3600};
    EXPECT_EQ(with("Retry-After", "9223372036854775807").retry_after(), year);
    const ResponseHead far(503, {{"Date", "Thu, 01 Jan 1970 00:00:00 GMT"},
                                 {"Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"}});
    EXPECT_EQ(far.retry_after(), year);
}

TEST(RetryAfter, IsNothingForNonsense) {
    for (const auto* text : {"", "-5", "soon", "5.5", "Sun, 06 Nov 1994 08:50:37 GMT"})
        EXPECT_FALSE(with("Retry-After", text).retry_after()) << text;
}

TEST(HeadReader, SurvivesRandomLines) {
    constexpr std::string_view alphabet = "HTTP/1.20: \t\r\nETagbytes-*\"W,\x01\xFF";
    std::minstd_rand random(1);
    for (int round = 0; round < 2000; ++round) {
        HeadReader reader;
        static_cast<void>(reader.take("HTTP/1.1 200 OK"));
        for (int count = 0; count < 8; ++count) {
            std::string line;
            for (auto length = random() % 24; length > 0; --length)
                line += alphabet[random() % alphabet.size()];
            static_cast<void>(reader.take(line));
        }
        static_cast<void>(reader.head().validator());
        static_cast<void>(reader.head().retry_after());
        EXPECT_GE(reader.head().status(), 100U);
    }
}

}  // namespace

}  // namespace transferd::worker
