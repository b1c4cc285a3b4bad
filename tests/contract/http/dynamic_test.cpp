// SPDX-License-Identifier: MIT
// Bodies whose end nobody announced, and requests with another method than GET.
#include "contract/http/downloading.hpp"

#include <ostream>

namespace transferd::worker {

namespace {

using core::FailureCode;

class Dynamic : public Downloading {
  protected:
    [[nodiscard]] Request dynamic(std::string_view path = "/file") const {
        auto made = request(path);
        made.http.dynamic_content = true;
        return made;
    }
    [[nodiscard]] Request with_method(const std::string& method,
                                      std::string_view path = "/file") const {
        auto made = request(path);
        made.http.method = method;
        return made;
    }
    static Answer until_the_end(const std::string& body) {
        return {head("200 OK", "ETag: \"one\"\r\nConnection: close\r\n") + body, Then::close};
    }
    static Answer chunked(const std::string& chunks) {
        return {head("200 OK", "Transfer-Encoding: chunked\r\n") + chunks, Then::close};
    }
    /// Of the last request.
    [[nodiscard]] std::string method() const {
        const auto& asked = server.requests().back();
        return asked.substr(0, asked.find(' '));
    }
};

TEST_F(Dynamic, TakesABodyThatEndsWithItsConnection) {
    script = [](std::string_view) { return until_the_end("some bytes"); };
    fetch(dynamic());
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(note.body, "some bytes");
    ASSERT_EQ(note.heads.size(), 1U);
    EXPECT_FALSE(note.heads.front().size);
}

TEST_F(Dynamic, TakesABodyInChunks) {
    script = [](std::string_view) { return chunked("4\r\nsome\r\n6\r\n bytes\r\n0\r\n\r\n"); };
    fetch(dynamic());
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(note.body, "some bytes");
}

TEST_F(Dynamic, TakesAnEmptyBodyThatNobodyAnnounced) {
    script = [](std::string_view) { return until_the_end(""); };
    fetch(dynamic());
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(note.heads.size(), 1U);
}

TEST_F(Dynamic, NoticesThatAChunkIsMissing) {
    script = [](std::string_view) { return chunked("4\r\nsome\r\n6\r\n by"); };
    fetch(dynamic());
    EXPECT_EQ(failure().code, FailureCode::connection_lost);
}

TEST_F(Dynamic, KeepsToTheSizeThatAServerAnnouncesAfterAll) {
    script = [](std::string_view) {
        return Answer{head("200 OK", "Content-Length: 12\r\n") + "some bytes", Then::close};
    };
    fetch(dynamic());
    EXPECT_EQ(failure().code, FailureCode::connection_lost);
}

TEST_F(Dynamic, IsStoppedWhereThereIsNoRoomForMore) {
    script = [](std::string_view) { return until_the_end(std::string(100'000, 'x')); };
    auto limited = dynamic();
    limited.largest_size = 50'000;
    fetch(limited);
    EXPECT_EQ(failure().code, FailureCode::size_limit);
    EXPECT_LE(note.body.size(), 50'000U);
}

TEST_F(Dynamic, MayFillTheRoomToTheLastByte) {
    script = [](std::string_view) { return until_the_end("some bytes"); };
    auto limited = dynamic();
    limited.largest_size = 10;
    fetch(limited);
    EXPECT_TRUE(ended_well());
}

TEST_F(Dynamic, IsRefusedAsSoonAsItIsLargerThanTheClientSaid) {
    script = [](std::string_view) { return until_the_end(std::string(100'000, 'x')); };
    auto sized = dynamic();
    sized.expected_size = 50'000;
    fetch(sized);
    EXPECT_EQ(failure().code, FailureCode::size_mismatch);
    EXPECT_LE(note.body.size(), 50'000U);
}

TEST_F(Dynamic, ThatIsTooShortWasCutWhereOnlyTheConnectionEndsIt) {
    auto sized = dynamic();
    sized.expected_size = 11;
    script = [](std::string_view) { return until_the_end("some bytes"); };
    fetch(sized);
    EXPECT_EQ(failure().code, FailureCode::connection_lost);
}

TEST_F(Dynamic, ThatIsTooShortHasTheWrongSizeWhereItsEndWasTold) {
    auto sized = dynamic();
    sized.expected_size = 11;
    script = [](std::string_view) { return chunked("4\r\nsome\r\n6\r\n bytes\r\n0\r\n\r\n"); };
    fetch(sized);
    EXPECT_EQ(failure().code, FailureCode::size_mismatch);
}

TEST_F(Dynamic, NeverAsksForTheRest) {
    auto rest = rest_of_ten();
    rest.http.dynamic_content = true;
    fetch(rest);
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(server.requests().front().find("Range:"), std::string::npos);
    EXPECT_EQ(note.heads.front().offset, 0U);
    EXPECT_EQ(note.body, "0123456789");
}

TEST_F(Dynamic, IsWhatAServerWithoutASizeNeeds) {
    script = [](std::string_view) { return until_the_end("some bytes"); };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::size_unknown);
    EXPECT_NE(failure().message.find("DynamicContent"), std::string::npos);
}

TEST_F(Dynamic, AnotherMethodIsSentAsItIsAndNeverWithARange) {
    auto rest = rest_of_ten();
    rest.http.method = "m-search";
    fetch(rest);
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(method(), "m-search");
    EXPECT_EQ(server.requests().front().find("Range:"), std::string::npos);
}

class WithMethod : public Dynamic, public testing::WithParamInterface<std::string> {};

TEST_P(WithMethod, SaysThatItHasNoContentWhereItUsuallyHasSome) {
    fetch(with_method(GetParam()));
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(method(), GetParam());
    const bool says_so =
        server.requests().back().find("Content-Length: 0\r\n") != std::string::npos;
    EXPECT_EQ(says_so, GetParam() != "DELETE");
}

INSTANTIATE_TEST_SUITE_P(Each, WithMethod, testing::Values("POST", "PUT", "PATCH", "DELETE"));

/// RFC 9110, 15.4.
struct Redirection {
    std::string method;
    std::string status;
    std::string next;
};
void PrintTo(const Redirection& redirection, std::ostream* out) {
    *out << redirection.method << " " << redirection.status;
}

class Redirected : public Dynamic, public testing::WithParamInterface<Redirection> {};

TEST_P(Redirected, KeepsItsMethodOrBecomesGet) {
    script = [](std::string_view asked) {
        if (asked.find(" /elsewhere ") != std::string_view::npos) return whole("0123456789");
        return Answer{head(GetParam().status, "Location: /elsewhere\r\nContent-Length: 0\r\n")};
    };
    fetch(with_method(GetParam().method));
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(method(), GetParam().next);
}

INSTANTIATE_TEST_SUITE_P(Each, Redirected,
                         testing::Values(Redirection{"POST", "301 Moved", "GET"},
                                         Redirection{"POST", "302 Found", "GET"},
                                         Redirection{"POST", "303 See Other", "GET"},
                                         Redirection{"POST", "307 Temporary", "POST"},
                                         Redirection{"POST", "308 Permanent", "POST"},
                                         Redirection{"REPORT", "302 Found", "REPORT"},
                                         Redirection{"REPORT", "303 See Other", "GET"}));

}  // namespace

}  // namespace transferd::worker
