// SPDX-License-Identifier: MIT
#include "core/settings.hpp"

#include "core/error.hpp"
#include "core/setting_keys.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include <gtest/gtest.h>

namespace transferd {
namespace {

using core::Dictionary;
using core::Settings;
using core::Value;

std::string refusal(const Dictionary& changes) {
    try {
        (void)core::changed(Settings{}, changes);
    } catch (const core::Error& error) {
        return (error.code() == core::ErrorCode::not_supported ? "NotSupported: "
                                                               : "InvalidArgs: ") +
               std::string(error.what());
    }
    return "taken";
}

const std::string pin = "sha256//xJswZddVe1aUsSEldaHvkOZQ8Kyi/i3dTPCQcKfMOVM=";

// Typed from settings.md, "Job settings".
const std::set<std::string> contract_keys = {"DisplayName",
                                             "Description",
                                             "Metadata",
                                             "Priority",
                                             "MinimumRetryDelay",
                                             "NoProgressTimeout",
                                             "MaximumTransferTime",
                                             "MinimumNotificationInterval",
                                             "RateLimit",
                                             "MaximumSize",
                                             "DynamicContent",
                                             "AutoComplete",
                                             "RunWhen",
                                             "CostPolicy",
                                             "PowerPolicy",
                                             "RedirectPolicy",
                                             "RedirectHttpsToHttp",
                                             "TlsFlags",
                                             "TlsCaFile",
                                             "TlsClientCertificate",
                                             "TlsClientKey",
                                             "TlsPinnedKey",
                                             "HttpMethod",
                                             "HttpHeaders",
                                             "HttpHeadersWriteOnly",
                                             "ProxyMode",
                                             "ProxyUrl",
                                             "ProxyBypass",
                                             "UploadProtocol",
                                             "ReplyPath",
                                             "NotifyUnit",
                                             "NotifyOn"};

TEST(Settings, KnowEveryKeyOfTheContract) {
    std::set<std::string> known;
    for (const auto& key : core::known_settings()) known.emplace(key.name);
    for (const auto key : core::unsupported_setting_keys()) known.emplace(key);
    // Kept sealed, and so not among the values: secrets_test.cpp.
    known.emplace("HttpHeaders");
    EXPECT_EQ(known, contract_keys);
}

TEST(Settings, RefuseWhatThisVersionCannotDoByName) {
    for (const auto key : core::unsupported_setting_keys())
        EXPECT_EQ(refusal({{std::string(key), Value{true}}}),
                  "NotSupported: " + std::string(key) + " is not supported by this version");
}

TEST(Settings, RefuseUnknownKeysByName) {
    EXPECT_EQ(refusal({{"Colour", Value{true}}}),
              "InvalidArgs: There is no setting named 'Colour'");
}

TEST(Settings, AreTakenAllOrNone) {
    Settings settings;
    EXPECT_THROW(settings = core::changed(settings, {{"Description", std::string("new")},
                                                     {"Priority", std::string("urgent")}}),
                 core::Error);
    EXPECT_EQ(settings, Settings{});
}

TEST(Settings, NameTheTypeAndRangeTheyWant) {
    EXPECT_EQ(refusal({{"MinimumRetryDelay", std::int64_t{-1}}}),
              "InvalidArgs: MinimumRetryDelay takes an integer from 0 to 4294967295, not -1");
    EXPECT_EQ(refusal({{"MinimumRetryDelay", std::string("5")}}),
              "InvalidArgs: MinimumRetryDelay takes a value of type integer from 0 to 4294967295, "
              "not s");
    EXPECT_EQ(refusal({{"Priority", std::string("urgent")}}),
              "InvalidArgs: Priority takes one of: foreground, high, normal, low");
    EXPECT_EQ(refusal({{"AutoComplete", std::uint64_t{1}}}),
              "InvalidArgs: AutoComplete takes a value of type b, not an integer");
}

TEST(DisplayName, HasAtMost256CharactersHoweverManyBytes) {
    std::string name;
    for (int i = 0; i < 256; ++i) name += "\xC3\xA4";
    EXPECT_EQ(refusal({{"DisplayName", name}}), "taken");
    EXPECT_NE(refusal({{"DisplayName", name + "x"}}), "taken");
}

TEST(DisplayName, HasNoControlCharacters) {
    for (const auto* name : {"a\nb", "a\x1B[31m", "\x7F", "a\xC2\x85"})
        EXPECT_NE(refusal({{"DisplayName", std::string(name)}}), "taken") << name;
}

TEST(Metadata, HasAtMost16KiBInAll) {
    const std::string half(std::size_t{8} * 1024, 'x');
    EXPECT_EQ(refusal({{"Metadata", core::StringMap{{half, half}}}}), "taken");
    EXPECT_NE(refusal({{"Metadata", core::StringMap{{half, half + "x"}}}}), "taken");
}

TEST(Metadata, TakesAnEmptyListOfAnything) {
    EXPECT_EQ(refusal({{"Metadata", core::EmptyList{}}}), "taken");
}

TEST(MinimumRetryDelay, IsRaisedToFiveSeconds) {
    const auto settings = core::changed({}, {{"MinimumRetryDelay", std::uint64_t{1}}});
    EXPECT_EQ(settings.minimum_retry_delay, core::seconds{5});
}

TEST(MaximumTransferTime, IsThePolicysForZeroAndForItsWord) {
    auto settings = core::changed({}, {{"MaximumTransferTime", std::uint64_t{7}}});
    EXPECT_EQ(settings.maximum_transfer_time, core::seconds{7});
    EXPECT_FALSE(
        core::changed(settings, {{"MaximumTransferTime", std::uint64_t{0}}}).maximum_transfer_time);
    EXPECT_FALSE(core::changed(settings, {{"MaximumTransferTime", std::string("policy")}})
                     .maximum_transfer_time);
}

TEST(RedirectPolicy, TakesItsThreeWords) {
    EXPECT_EQ(core::Settings{}.http.redirect_policy, core::RedirectPolicy::allow);
    EXPECT_EQ(refusal({{"RedirectPolicy", std::string("never")}}),
              "InvalidArgs: RedirectPolicy takes one of: allow, report, deny");
}

TEST(TlsFiles, AreAbsolutePathsOrNone) {
    for (const auto* key : {"TlsCaFile", "TlsClientCertificate", "TlsClientKey"}) {
        EXPECT_EQ(refusal({{key, std::string("/a b/c.pem")}}), "taken");
        EXPECT_EQ(refusal({{key, std::string()}}), "taken");
        EXPECT_EQ(refusal({{key, std::string("c.pem")}}),
                  "InvalidArgs: " + std::string(key) + " takes an absolute path, not 'c.pem'");
        EXPECT_NE(refusal({{key, std::string("/c\n.pem")}}), "taken");
    }
}

TEST(TlsPinnedKey, TakesOneHashOrSeveralAsCurlWritesThem) {
    EXPECT_EQ(refusal({{"TlsPinnedKey", pin}}), "taken");
    EXPECT_EQ(refusal({{"TlsPinnedKey", pin + ";" + pin}}), "taken");
    EXPECT_EQ(refusal({{"TlsPinnedKey", std::string()}}), "taken");
}

TEST(TlsPinnedKey, RefusesWhatCurlWouldTakeForAFile) {
    for (const auto& wrong :
         {std::string("/etc/key.pem"), pin + ";/etc/key.pem", pin + ";", ";" + pin,
          "sha1//" + pin.substr(8), pin.substr(0, pin.size() - 1), pin + "=", "sha256//" + pin})
        EXPECT_EQ(refusal({{"TlsPinnedKey", wrong}}).substr(0, 62),
                  "InvalidArgs: TlsPinnedKey takes sha256//BASE64 of a public key")
            << wrong;
}

TEST(TlsFlags, TakeTheirFourWords) {
    const core::StringList all{"ignore-ca", "check-revocation", "ignore-date", "ignore-host"};
    const auto flags = core::changed({}, {{"TlsFlags", all}}).http.tls.flags;
    EXPECT_EQ(flags, (core::TlsFlags{.check_revocation = true,
                                     .ignore_host = true,
                                     .ignore_date = true,
                                     .ignore_ca = true}));
    EXPECT_EQ(
        core::readable(core::changed({}, {{"TlsFlags", all}})).at("TlsFlags"),
        (Value{core::StringList{"check-revocation", "ignore-host", "ignore-date", "ignore-ca"}}));
}

TEST(TlsFlags, AreReplacedAndNotAddedTo) {
    auto settings = core::changed({}, {{"TlsFlags", core::StringList{"ignore-host"}}});
    settings = core::changed(settings, {{"TlsFlags", core::StringList{"ignore-date"}}});
    EXPECT_EQ(settings.http.tls.flags, core::TlsFlags{.ignore_date = true});
    settings = core::changed(settings, {{"TlsFlags", core::EmptyList{}}});
    EXPECT_EQ(settings.http.tls.flags, core::TlsFlags{});
}

TEST(TlsFlags, RefuseAnotherWordByName) {
    EXPECT_EQ(refusal({{"TlsFlags", core::StringList{"ignore-host", "ignore-all"}}}),
              "InvalidArgs: TlsFlags takes of: check-revocation, ignore-host, ignore-date, "
              "ignore-ca; not 'ignore-all'");
}

TEST(HttpMethod, TakesATokenOfRfc9110) {
    for (const auto* method : {"GET", "POST", "get", "M-SEARCH", "!#$%&'*+-.^_`|~09azAZ"})
        EXPECT_EQ(refusal({{"HttpMethod", std::string(method)}}), "taken") << method;
    for (const auto* wrong : {"", "GET ", "A B", "GET\r\nHost:", "P\xC3\xA4", "a/b", "a:b", "(a)"})
        EXPECT_EQ(refusal({{"HttpMethod", std::string(wrong)}}).substr(0, 23),
                  "InvalidArgs: HttpMethod")
            << wrong;
    EXPECT_NE(refusal({{"HttpMethod", std::string(65, 'A')}}), "taken");
}

TEST(HttpMethod, RefusesMethodsWhoseAnswersHaveNoContent) {
    for (const auto* method : {"HEAD", "CONNECT"})
        EXPECT_EQ(refusal({{"HttpMethod", std::string(method)}}),
                  "InvalidArgs: HttpMethod takes no " + std::string(method) +
                      ", which brings no content");
}

TEST(MaximumSize, TakesAnyNumberAndZeroForNone) {
    EXPECT_EQ(Settings{}.maximum_size, 0U);
    const auto largest = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(core::changed({}, {{"MaximumSize", largest}}).maximum_size, largest);
    EXPECT_NE(refusal({{"MaximumSize", std::int64_t{-1}}}), "taken");
}

TEST(SettingsFixedByResume, AreExactlyThoseOfTheContract) {
    std::set<std::string> fixed;
    for (const auto& key : core::known_settings())
        if (key.fixed_by_resume) fixed.emplace(key.name);
    EXPECT_EQ(fixed, (std::set<std::string>{"MaximumSize", "HttpMethod"}));
}

TEST(SavedSettings, ComeBackAsTheyWere) {
    const auto settings =
        core::changed({}, {{"DisplayName", std::string("5:x")},
                           {"Description", std::string("two words")},
                           {"Metadata", core::StringMap{{"a", "1:2"}, {"", "\n"}, {"b", ""}}},
                           {"Priority", std::string("low")},
                           {"MinimumRetryDelay", std::uint64_t{60}},
                           {"NoProgressTimeout", std::uint64_t{0}},
                           {"MaximumTransferTime", std::uint64_t{99}},
                           {"MinimumNotificationInterval", std::uint64_t{100}},
                           {"MaximumSize", std::uint64_t{4096}},
                           {"AutoComplete", true},
                           {"DynamicContent", true},
                           {"HttpMethod", std::string("POST")},
                           {"TlsFlags", core::StringList{"ignore-date", "ignore-ca"}},
                           {"RedirectPolicy", std::string("report")},
                           {"RedirectHttpsToHttp", true},
                           {"TlsCaFile", std::string("/etc/ca.pem")},
                           {"TlsClientCertificate", std::string("/home/a b/client.pem")},
                           {"TlsClientKey", std::string("/home/a b/client.key")},
                           {"TlsPinnedKey", pin}});
    const auto saved = core::to_saved(settings);
    EXPECT_EQ(saved.size(), 19U) << "every setting is at another value than its default";
    EXPECT_EQ(core::from_saved(saved), settings);
}

TEST(SavedSettings, OfAnotherVersionOrDamagedFallBackToTheDefault) {
    EXPECT_EQ(core::from_saved({{"Unknown", "1"},
                                {"MinimumRetryDelay", "many"},
                                {"Metadata", "9:short"},
                                {"Priority", "urgent"}}),
              Settings{});
}

}  // namespace
}  // namespace transferd
