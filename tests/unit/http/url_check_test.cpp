// SPDX-License-Identifier: MIT
#include "worker/http/url_check.hpp"

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

const std::vector<core::Scheme> both = {core::Scheme::https, core::Scheme::http};

TEST(UrlCheck, TakesWhatNamesAHost) {
    for (const auto* url : {"http://server", "https://server/", "HTTP://server/file",
                            "http://127.0.0.1:8080/a//b?c=d#e", "https://[::1]:443/file",
                            "http://server?query", "http://server/a:///b", "http://file/"})
        EXPECT_EQ(url_error(url, both), "") << url;
}

TEST(UrlCheck, RefusesAnEmptyAuthorityInsteadOfTakingTheFirstNameOfThePath) {
    for (const auto* url : {"http:///file", "https:///file/more", "http:////file", "http:/file",
                            "http://?query", "http://#fragment", "http://", "http:///"})
        EXPECT_NE(url_error(url, both), "") << url;
    EXPECT_EQ(url_error("http:///file", both), "The URL 'http:///file' names no host");
    EXPECT_EQ(url_error("http:/file", both), "The URL 'http:/file' names no host");
}

TEST(UrlCheck, RefusesAnAddressWithAZone) {
    for (const auto* url : {"http://[::1%25lo]/", "https://[fe80::1%25eth0]:8443/file"})
        EXPECT_NE(url_error(url, both).find("has an address with a zone"), std::string::npos)
            << url;
    EXPECT_EQ(url_error("http://[fe80::1]/", both), "");
}

TEST(UrlCheck, RefusesSchemesThatAreNotAllowed) {
    EXPECT_EQ(url_error("http://server/", {core::Scheme::https}),
              "The URL 'http://server/' does not begin with https");
    EXPECT_EQ(url_error("file:///etc/passwd", both),
              "The URL 'file:///etc/passwd' does not begin with https or http");
}

TEST(UrlCheck, NeverRepeatsTheQuery) {
    for (const auto* url : {"http://server:99999/?secret", "ftp://server/?secret",
                            "http:///file?secret", "http://me@server/?secret"}) {
        const auto error = url_error(url, both);
        EXPECT_NE(error, "") << url;
        EXPECT_EQ(error.find("secret"), std::string::npos) << error;
    }
}

}  // namespace

}  // namespace transferd::worker
