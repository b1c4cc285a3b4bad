// SPDX-License-Identifier: MIT
// A file comes whole, and what is not a file is refused.
#include "contract/http/downloading.hpp"

namespace transferd::worker {

namespace {

using core::FailureCode;

std::string megabytes(std::size_t count) {
    std::string body(count * 1024 * 1024, '\0');
    for (std::size_t place = 0; place < body.size(); ++place)
        body[place] = static_cast<char>('a' + place % 23);
    return body;
}

TEST_F(Downloading, DeliversEveryByteThenEnds) {
    const auto body = megabytes(3);
    script = [&](std::string_view) { return whole(body); };
    fetch();
    EXPECT_TRUE(ended_well());
    EXPECT_TRUE(note.body == body);
}

TEST_F(Downloading, TellsSizeValidatorAndAddressBeforeTheFirstByte) {
    const std::string modified = "Sat, 05 Nov 1994 08:49:37 GMT";
    script = [&](std::string_view) {
        return whole("0123456789", "ETag: \"one\"\r\nLast-Modified: " + modified + "\r\n");
    };
    fetch();
    ASSERT_EQ(note.heads.size(), 1U);
    const auto& head = note.heads.front();
    EXPECT_EQ(head.offset, 0U);
    EXPECT_EQ(head.size, 10U);
    EXPECT_EQ(head.validator, (core::Validator{.entity_tag = "\"one\"",
                                               .last_modified = modified,
                                               .date = "Sun, 06 Nov 1994 08:49:37 GMT"}));
    EXPECT_EQ(head.effective_url, server.url());
}

TEST_F(Downloading, EndsAFileOfZeroBytesAfterItsHeadWasAccepted) {
    script = [](std::string_view) { return whole(""); };
    fetch();
    EXPECT_TRUE(ended_well());
    ASSERT_EQ(note.heads.size(), 1U);
    EXPECT_EQ(note.heads.front().size, 0U);
}

TEST_F(Downloading, DoesNotEndAFileOfZeroBytesBeforeItsHeadIsAccepted) {
    script = [](std::string_view) { return whole(""); };
    loop::Timer later(loop, [&] {
        EXPECT_EQ(note.ends, 0);
        note.download->accept();
    });
    note.at_head = [&] { later.set_in(std::chrono::milliseconds{20}); };
    fetch();
    EXPECT_TRUE(ended_well());
}

TEST_F(Downloading, DeliversNothingBeforeTheHeadIsAccepted) {
    loop::Timer later(loop, [&] {
        EXPECT_EQ(note.body, "");
        note.download->accept();
    });
    note.at_head = [&] { later.set_in(std::chrono::milliseconds{20}); };
    fetch();
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(note.body, "0123456789");
}

TEST_F(Downloading, SaysWhoItIsAndAsksForNoCoding) {
    fetch();
    ASSERT_EQ(server.requests().size(), 1U);
    const auto& asked = server.requests().front();
    EXPECT_NE(asked.find("User-Agent: transferd/"), std::string::npos);
    EXPECT_NE(asked.find("Accept-Encoding: identity\r\n"), std::string::npos);
    EXPECT_EQ(asked.find("Range:"), std::string::npos);
}

TEST_F(Downloading, KeepsNoCookies) {
    script = [](std::string_view) { return whole("x", "Set-Cookie: a=b\r\n"); };
    NotingHandler first;
    first.ended = [&] { note.download = std::make_unique<Download>(curl, request(), note); };
    first.download = std::make_unique<Download>(curl, request(), first);
    run();
    ASSERT_EQ(server.requests().size(), 2U);
    EXPECT_EQ(server.requests().back().find("Cookie"), std::string::npos);
}

TEST_F(Downloading, RefusesAFileOfUnknownSize) {
    script = [](std::string_view) {
        return Answer{head("200 OK", "Connection: close\r\n") + "some bytes", Then::close};
    };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::size_unknown);
    EXPECT_TRUE(note.heads.empty());
}

TEST_F(Downloading, RefusesACompressedBody) {
    script = [](std::string_view) { return whole("0123456789", "Content-Encoding: gzip\r\n"); };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::invalid_response);
    EXPECT_EQ(note.body, "");
}

TEST_F(Downloading, RefusesAnotherSizeThanTheClientSaidBeforeAnyByte) {
    auto wrong = request();
    wrong.expected_size = 11;
    fetch(wrong);
    EXPECT_EQ(failure().code, FailureCode::size_mismatch);
    EXPECT_TRUE(note.heads.empty());
}

TEST_F(Downloading, ReportsAnErrorStatusWithItsRetryAfter) {
    script = [](std::string_view) {
        return Answer{head("503 Busy", "Retry-After: 120\r\nContent-Length: 4\r\n") + "busy"};
    };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::http_status);
    EXPECT_EQ(failure().http_status, 503U);
    EXPECT_EQ(failure().retry_after, core::seconds{120});
}

TEST_F(Downloading, ReportsAnErrorStatusWithoutABody) {
    script = [](std::string_view) { return Answer{head("404 No", "Content-Length: 0\r\n")}; };
    fetch();
    EXPECT_EQ(failure().http_status, 404U);
}

TEST_F(Downloading, RefusesAHeadOverTheLimit) {
    script = [](std::string_view) {
        std::string headers;
        for (int count = 0; count < 200; ++count) headers += "X-Padding: y\r\n";
        return whole("0123456789", headers);
    };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::invalid_response);
}

TEST_F(Downloading, RefusesWhatIsNotHttp) {
    script = [](std::string_view) { return Answer{"220 smtp.example.org ready\r\n", Then::close}; };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::invalid_response);
}

TEST_F(Downloading, IgnoresInterimResponses) {
    script = [](std::string_view) {
        return Answer{"HTTP/1.1 103 Early Hints\r\nETag: \"hint\"\r\n\r\n" + whole("abc").bytes};
    };
    fetch();
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(note.heads.front().validator.entity_tag, "\"one\"");
}

TEST_F(Downloading, RethrowsFromTheLoopWhatAHandlerThrows) {
    note.at_data = []() -> Take { throw std::runtime_error("disk on fire"); };
    note.download = std::make_unique<Download>(curl, request(), note);
    EXPECT_THROW(loop.run(), std::runtime_error);
}

}  // namespace

}  // namespace transferd::worker
