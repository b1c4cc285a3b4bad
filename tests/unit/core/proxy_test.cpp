// SPDX-License-Identifier: MIT
// Which proxy a job goes through.
#include "core/download_order.hpp"
#include "core/error.hpp"

#include <gtest/gtest.h>

namespace transferd {
namespace {

using core::Dictionary;
using core::ProxyChoice;
using core::Settings;
using core::StringList;

Settings with(const Dictionary& changes) {
    return core::changed({}, changes);
}

core::Dictionary mode(const std::string& word) {
    return {{"ProxyMode", word},
            {"ProxyUrl", std::string("http://own:1")},
            {"ProxyBypass", StringList{"a"}}};
}

ProxyChoice choice(const Settings& settings, const core::Policy& policy) {
    core::Job job;
    job.settings = settings;
    return core::download_order(job, {}, policy).proxy;
}

core::Policy both() {
    core::Policy policy;
    policy.proxy = "http://policy:2";
    policy.proxy_bypass = {"b"};
    policy.environment_proxy = {"http://environment:3", "http://environment:4", {"c"}};
    return policy;
}

TEST(ProxyMode, SystemIsThePolicyAndWithoutOneTheEnvironment) {
    auto policy = both();
    EXPECT_EQ(choice({}, policy), (ProxyChoice{"http://policy:2", "http://policy:2", {"b"}}));
    policy.proxy.clear();
    EXPECT_EQ(choice(with(mode("system")), policy), policy.environment_proxy);
}

TEST(ProxyMode, NoneIsNone) {
    EXPECT_EQ(choice(with(mode("none")), both()), ProxyChoice{});
}

TEST(ProxyMode, OverrideIsTheJobsOwn) {
    EXPECT_EQ(choice(with(mode("override")), both()),
              (ProxyChoice{"http://own:1", "http://own:1", {"a"}}));
}

TEST(ProxyMode, OverrideNeedsAUrl) {
    EXPECT_THROW((void)with({{"ProxyMode", std::string("override")}}), core::Error);
    EXPECT_THROW((void)core::changed(with(mode("override")), {{"ProxyUrl", std::string()}}),
                 core::Error);
}

TEST(ProxyUrl, IsASchemeAHostAndAPort) {
    for (const auto* url : {"http://proxy:3128", "https://proxy.example.org:443/",
                            "http://127.0.0.1:8080", "http://[::1]:8080"})
        EXPECT_EQ(core::proxy_url_error(url), "") << url;
    for (const auto* url :
         {"", "proxy:3128", "http://proxy", "http://proxy:0", "http://proxy:65536",
          "http://proxy:80/x", "http://:80", "socks5://proxy:1080", "http://[]:1", "http://a b:1",
          "http://proxy:1x"})
        EXPECT_NE(core::proxy_url_error(url), "") << url;
}

TEST(ProxyUrl, HasNoPasswordInIt) {
    try {
        (void)with({{"ProxyUrl", std::string("http://me:canary@proxy:1")}});
        FAIL() << "it was taken";
    } catch (const core::Error& error) {
        EXPECT_EQ(std::string(error.what()).find("canary"), std::string::npos) << error.what();
    }
}

TEST(ProxyBypass, TakesHostsDomainsAddressesAndNetworks) {
    EXPECT_NO_THROW(
        (void)with({{"ProxyBypass", StringList{"*", "localhost", ".example.org", "*.example.org",
                                               "10.0.0.0/8", "::1"}}}));
    for (const auto* entry : {"", "a,b", "a b", "<local>", "a\nb"})
        EXPECT_THROW((void)with({{"ProxyBypass", StringList{entry}}}), core::Error) << entry;
}

TEST(ProxyBypass, HasAtMost4000CharactersInAll) {
    EXPECT_NO_THROW((void)with({{"ProxyBypass", StringList{std::string(3999, 'a')}}}));
    EXPECT_THROW((void)with({{"ProxyBypass", StringList{std::string(3999, 'a'), "b"}}}),
                 core::Error);
}

TEST(ProxySettings, ComeBackAsTheyWereSaved) {
    const auto settings = with(mode("override"));
    EXPECT_EQ(core::from_saved(core::to_saved(settings)), settings);
}

}  // namespace
}  // namespace transferd
