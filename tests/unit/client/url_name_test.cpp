// SPDX-License-Identifier: MIT
#include "client/url_name.hpp"

#include "client/client_error.hpp"

#include <gtest/gtest.h>

namespace transferd::client {
namespace {

ExitCode refusal_of(std::string_view url) {
    try {
        return name_from_url(url) == "never" ? ExitCode::failure : ExitCode::success;
    } catch (const ClientError& error) {
        return error.code();
    }
}

TEST(UrlName, IsTheLastSegmentOfThePath) {
    EXPECT_EQ(name_from_url("https://example.org/pub/disk.iso"), "disk.iso");
}

TEST(UrlName, LeavesOutQueryAndFragment) {
    EXPECT_EQ(name_from_url("https://example.org/a.iso?token=/b.iso#/c"), "a.iso");
}

TEST(UrlName, DecodesPercentSigns) {
    EXPECT_EQ(name_from_url("https://example.org/a%20b%C3%A9.txt"), "a b\xC3\xA9.txt");
}

TEST(UrlName, DecodesOnlyOnce) {
    EXPECT_EQ(name_from_url("https://h/a%252Fb"), "a%2Fb");
}

TEST(UrlName, RefusesAUrlWithoutAFile) {
    for (const char* url : {"https://example.org", "https://example.org/", "https://h/dir/",
                            "https://h?x=/name", "name", ""}) {
        EXPECT_EQ(refusal_of(url), ExitCode::usage) << url;
    }
}

TEST(UrlName, RefusesWhatLeadsElsewhere) {
    for (const char* url : {"https://h/..", "https://h/.", "https://h/%2e%2E", "https://h/a%2Fb",
                            "https://h/..%2f..%2fetc%2fpasswd"}) {
        EXPECT_EQ(refusal_of(url), ExitCode::usage) << url;
    }
}

TEST(UrlName, RefusesControlCharacters) {
    for (const char* url : {"https://h/a%00b", "https://h/a%0Ab", "https://h/%1b[31m",
                            "https://h/a%C2%9Bb", "https://h/a%E2%80%AEb"}) {
        EXPECT_EQ(refusal_of(url), ExitCode::usage) << url;
    }
}

TEST(UrlName, RefusesWhatIsNoUtf8) {
    EXPECT_EQ(refusal_of("https://h/a%FFb"), ExitCode::usage);
    EXPECT_EQ(refusal_of("https://h/a%C0%AFb"), ExitCode::usage);
}

TEST(UrlName, RefusesABrokenPercentSign) {
    for (const char* url : {"https://h/a%", "https://h/a%2", "https://h/a%zz", "https://h/a%2x"}) {
        EXPECT_EQ(refusal_of(url), ExitCode::usage) << url;
    }
}

TEST(UrlName, TakesTheLongestNameAFileMayHaveAndNoLonger) {
    const std::string longest(255, 'a');
    EXPECT_EQ(name_from_url("https://h/" + longest), longest);
    EXPECT_EQ(refusal_of("https://h/a" + longest), ExitCode::usage);
}

}  // namespace
}  // namespace transferd::client
