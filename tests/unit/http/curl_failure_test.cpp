// SPDX-License-Identifier: MIT
#include "worker/http/curl_failure.hpp"

#include "core/retry.hpp"
#include "worker/http/origin.hpp"

#include <cerrno>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

std::string word_of(const CurlOutcome& outcome) {
    return code_word(failure_of(outcome));
}

TEST(CurlFailure, HasTheCodeOfTheContract) {
    const std::vector<std::pair<CURLcode, const char*>> table = {
        {CURLE_COULDNT_RESOLVE_HOST, "name-not-resolved"},
        {CURLE_COULDNT_RESOLVE_PROXY, "proxy-failure"},
        {CURLE_PROXY, "proxy-failure"},
        {CURLE_AUTH_ERROR, "authentication-required"},
        {CURLE_COULDNT_CONNECT, "connection-refused"},
        {CURLE_OPERATION_TIMEDOUT, "timed-out"},
        {CURLE_PEER_FAILED_VERIFICATION, "certificate-rejected"},
        {CURLE_SSL_PINNEDPUBKEYNOTMATCH, "certificate-rejected"},
        {CURLE_SSL_CONNECT_ERROR, "tls-failure"},
        {CURLE_SSL_CACERT_BADFILE, "tls-failure"},
        {CURLE_GOT_NOTHING, "connection-lost"},
        {CURLE_RECV_ERROR, "connection-lost"},
        {CURLE_SEND_ERROR, "connection-lost"},
        {CURLE_PARTIAL_FILE, "connection-lost"},
        {CURLE_HTTP2, "connection-lost"},
        {CURLE_HTTP2_STREAM, "connection-lost"},
        {CURLE_WEIRD_SERVER_REPLY, "invalid-response"},
        {CURLE_OUT_OF_MEMORY, "invalid-response"},
        {CURLE_TOO_MANY_REDIRECTS, "too-many-redirects"},
        {CURLE_UNSUPPORTED_PROTOCOL, "blocked-by-policy"},
    };
    for (const auto& [code, word] : table)
        EXPECT_EQ(word_of({.code = code, .host = "example.org"}), word) << code;
}

TEST(CurlFailure, IsASentenceForEveryCode) {
    for (int code = CURLE_UNSUPPORTED_PROTOCOL; code < CURL_LAST; ++code) {
        const auto failure =
            failure_of({.code = static_cast<CURLcode>(code), .host = "example.org"});
        EXPECT_TRUE(failure.message.starts_with("example.org ")) << code;
        EXPECT_TRUE(failure.message.ends_with(".")) << code;
    }
}

TEST(CurlFailure, TellsNoNetworkFromNoServer) {
    EXPECT_EQ(word_of({.code = CURLE_COULDNT_CONNECT, .system_error = ENETUNREACH}),
              "network-offline");
    EXPECT_EQ(word_of({.code = CURLE_COULDNT_CONNECT, .system_error = ECONNREFUSED}),
              "connection-refused");
    EXPECT_EQ(word_of({.code = CURLE_COULDNT_CONNECT, .system_error = ETIMEDOUT}), "timed-out");
}

TEST(CurlFailure, TellsARedirectToAForbiddenSchemeFromAServerThatSpeaksNoHttp) {
    EXPECT_EQ(word_of({.code = CURLE_UNSUPPORTED_PROTOCOL, .redirecting = true}),
              "redirect-denied");
    EXPECT_EQ(word_of({.code = CURLE_UNSUPPORTED_PROTOCOL, .connected = true}), "invalid-response");
}

TEST(CurlFailure, IsTheProxysWhereTheProxyRefusedTheTunnel) {
    EXPECT_EQ(word_of({.code = CURLE_RECV_ERROR, .connect_status = 403}), "proxy-failure");
    EXPECT_EQ(word_of({.code = CURLE_RECV_ERROR, .connect_status = 407}),
              "proxy-authentication-required");
    EXPECT_EQ(word_of({.code = CURLE_RECV_ERROR, .connect_status = 200}), "connection-lost");
}

TEST(CurlFailure, IsTheProxysWhereTheProxyDidNotTakeTheConnection) {
    EXPECT_EQ(word_of({.code = CURLE_COULDNT_CONNECT, .at_proxy = true}), "proxy-failure");
}

TEST(CurlFailure, SaysWhatWasWrongWithACertificateWithoutControlCharacters) {
    const auto failure = failure_of({.code = CURLE_PEER_FAILED_VERIFICATION,
                                     .host = "example.org",
                                     .detail = "expired\x1B[2J"});
    EXPECT_EQ(failure.message, "example.org has a certificate that was rejected: expired?[2J.");
}

TEST(CurlFailure, NamesTheJobsOwnFileThatCannotBeUsed) {
    const auto failure = failure_of({.code = CURLE_SSL_CACERT_BADFILE,
                                     .host = "example.org",
                                     .detail = "no certificate",
                                     .authorities_file = "/home/ca.pem"});
    EXPECT_EQ(failure.message, "TlsCaFile /home/ca.pem cannot be used: no certificate.");
    EXPECT_EQ(failure.context, core::FailureContext::local_file);
}

TEST(Origin, NamesTheHostAndNothingElseOfTheUrl) {
    EXPECT_EQ(origin_of("https://user:secret@Example.ORG/path?key=secret#secret").shown(),
              "example.org");
    EXPECT_EQ(origin_of("http://[::1]:8080/x").shown(), "[::1]:8080");
    EXPECT_EQ(origin_of("no url at all").shown(), "the server");
}

TEST(Origin, IsTheSameWithAndWithoutTheUsualPort) {
    EXPECT_EQ(origin_of("http://example.org/a"), origin_of("http://EXAMPLE.org:80/b"));
    EXPECT_NE(origin_of("http://example.org/a"), origin_of("https://example.org/a"));
}

}  // namespace

}  // namespace transferd::worker
