// SPDX-License-Identifier: MIT
#include "journal/shown.hpp"

#include <random>

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

using journal::shown_text;
using journal::shown_url;

const std::string replaced = "\xEF\xBF\xBD";
const std::string cut = "\xE2\x80\xA6";

TEST(AShownUrl, HasSchemeHostPortAndPath) {
    for (const auto* url : {"http://host/path", "https://host:8080/a/b;c", "http://[::1]:80/x",
                            "http://192.0.2.1/", "http://host", "http://\xC3\xA4.example/@a"})
        EXPECT_EQ(shown_url(url), url);
}

TEST(AShownUrl, HasNoUserinfoQueryOrFragment) {
    EXPECT_EQ(shown_url("http://user:pass@host/a?token=1#frag"), "http://host/a");
    EXPECT_EQ(shown_url("http://a@b@host/"), "http://host/");
    EXPECT_EQ(shown_url("http://host?token=1"), "http://host");
    EXPECT_EQ(shown_url("http://host#frag?x"), "http://host");
    EXPECT_EQ(shown_url("http://host/a#frag?x"), "http://host/a");
    EXPECT_EQ(shown_url("http://us'er:\"pa\\ss@host:80/"), "http://host:80/");
}

TEST(AShownUrl, TakesAsManySlashesAsLibcurl) {
    EXPECT_EQ(shown_url("http:/user:pass@host/a"), "http://host/a");
    EXPECT_EQ(shown_url("http:///user:pass@host/a"), "http://host/a");
}

TEST(AShownUrl, OfNoAddressIsItsScheme) {
    EXPECT_EQ(shown_url("http://user:pa/ss@host/"), "http://" + cut) << "a password with a slash";
    EXPECT_EQ(shown_url("http://user%3Apass%40host/"), "http://" + cut);
    EXPECT_EQ(shown_url("http://host:80x/"), "http://" + cut);
    EXPECT_EQ(shown_url("http://[::1/"), "http://" + cut);
    EXPECT_EQ(shown_url("http://"), "http://" + cut);
    EXPECT_EQ(shown_url("user:pass@host/path"), "://" + cut);
    EXPECT_EQ(shown_url("secret"), "://" + cut);
    EXPECT_EQ(shown_url(""), "://" + cut);
}

TEST(AShownUrl, DoesNotTellWhatAUrlInItsPathTells) {
    EXPECT_EQ(shown_url("http://archive/http://user:pass@host/?x"), "http://archive/http");
}

TEST(AShownUrl, IsBounded) {
    const auto shown = shown_url("http://host/" + std::string(100'000, 'a'));
    EXPECT_LE(shown.size(), journal::longest_shown_url);
    EXPECT_TRUE(shown.ends_with("a" + cut));
}

TEST(AShownText, HasNoSecretOfAnyUrlInIt) {
    EXPECT_EQ(shown_text("Got 404 from http://u:p@host/a?token=1 and https://b/#f, too"),
              "Got 404 from http://host/a and https://b/ too");
    EXPECT_EQ(shown_text("Proxy=http://u:p@host is wrong"), "Proxy=http://host is wrong");
    EXPECT_EQ(shown_text("'http://u:it's@host/?token=1'"), "'http://host/");
    EXPECT_EQ(shown_text("at /home/a b/c: 50 %, 1:2, a:b"), "at /home/a b/c: 50 %, 1:2, a:b");
}

TEST(AShownText, HasNoCharacterThatATerminalOrAReaderOfLinesObeys) {
    EXPECT_EQ(shown_text("a\nb\r\x1B[31m\t\x7F"),
              "a" + replaced + "b" + replaced + replaced + "[31m" + replaced + replaced);
    EXPECT_EQ(shown_text("\xC2\x9B"
                         "31m"),
              replaced + replaced + "31m")
        << "C1";
    const std::string turned_around{'\xE2', '\x80', '\xAE'};
    const std::string line_separator{'\xE2', '\x80', '\xA8'};
    const auto shown = shown_text(turned_around + line_separator);
    EXPECT_EQ(shown.find(turned_around), std::string::npos);
    EXPECT_EQ(shown.find(line_separator), std::string::npos);
    EXPECT_EQ(shown_text(std::string("a\0b", 3)), "a" + replaced + "b");
}

TEST(AShownText, IsValidUtf8) {
    EXPECT_EQ(shown_text("gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80"),
              "gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80");
    for (const auto* bad : {"\xC3", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                            "\xF0\x80\x80\x80", "\xFF", "\x80", "\xE2\x82"})
        EXPECT_EQ(shown_text(bad).substr(0, 3), replaced);
}

TEST(AShownText, IsBoundedAndSaysThatMoreWasThere) {
    const auto shown = shown_text(std::string(100'000, 'a'));
    EXPECT_LE(shown.size(), journal::longest_shown_text);
    EXPECT_TRUE(shown.ends_with(cut));
    EXPECT_LE(shown_text(std::string(100'000, '\n')).size(), journal::longest_shown_text);
}

/// What a URL may not show is put among bytes that mean something to whoever parses URLs.
class RandomUrls : public testing::Test {
  protected:
    std::string noise(std::size_t most) {
        static constexpr std::string_view bytes = "ab1:/?#@[]%\\.\"'\xC3\xBC\xFF\n \x1B&=";
        std::string text;
        for (auto left = random_() % (most + 1); left > 0; --left)
            text += bytes[random_() % bytes.size()];
        return text;
    }
    /// Of what a URL has neither of: it would end there.
    std::string noise_without(const std::string& ends) {
        auto text = noise(8);
        std::erase_if(text, [&](char c) { return ends.find(c) != std::string::npos; });
        return text;
    }

    std::mt19937 random_{20261122};  // NOLINT(cert-msc51-cpp): the same test every time
};

TEST_F(RandomUrls, NeverTellASecret) {
    for (int i = 0; i < 5'000; ++i) {
        const auto in_user = "http://" + noise_without("/?#\n \x1B") + "CANARY" +
                             noise_without("/?#\n \x1B") + "@host/" + noise(8);
        const auto in_query = "https://host/" + noise_without("?#\n \x1B") + (i % 2 ? "?" : "#") +
                              noise_without("\n \x1B") + "CANARY" + noise(8);
        for (const auto& url : {in_user, in_query}) {
            EXPECT_EQ(shown_url(url).find("CANARY"), std::string::npos) << url;
            EXPECT_EQ(shown_text("Got " + url).find("CANARY"), std::string::npos) << url;
        }
    }
}

/// The control: the canary is found where a URL may show it.
TEST_F(RandomUrls, TellTheirPath) {
    EXPECT_NE(shown_url("http://host/CANARY").find("CANARY"), std::string::npos);
    EXPECT_NE(shown_text("Got http://host/CANARY").find("CANARY"), std::string::npos);
}

TEST_F(RandomUrls, AreShownWithoutControlCharactersWhateverTheyAre) {
    for (int i = 0; i < 5'000; ++i) {
        const auto bytes = noise(40);
        for (const auto& shown : {shown_url(bytes), shown_text(bytes)})
            EXPECT_EQ(shown.find_first_of("\n\x1B\xFF"), std::string::npos) << shown;
    }
}

}  // namespace
}  // namespace transferd::test
