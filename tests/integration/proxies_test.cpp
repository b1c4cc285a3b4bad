// SPDX-License-Identifier: MIT
// Downloads through a proxy: by policy, by the job's own word, by the environment, with a login.
#include "integration/secure_bench.hpp"
#include "support/login_server.hpp"

namespace transferd::test {

namespace {

using Strings = std::vector<std::string>;

class Proxies : public SecureBench {
  protected:
    Proxies() {
        nginx.serve("file", version);
        server.serve("/file", {.version = version});
    }

    static Options through(const LoginServer& proxy, const Strings& bypass = {}) {
        return {{"ProxyMode", sdbus::Variant{"override"}},
                {"ProxyUrl", sdbus::Variant{proxy.proxy_url()}},
                {"ProxyBypass", sdbus::Variant{bypass}}};
    }
    std::uint64_t fetch(const Options& settings) { return download("/file", "file", {}, settings); }
    void restart_with(const std::string& policy, const Strings& environment = {}) {
        daemon.stop();
        Strings wrapper;
        if (!environment.empty()) wrapper = {"env"};
        wrapper.insert(wrapper.end(), environment.begin(), environment.end());
        daemon.change({.policy = policy, .wrapper = wrapper});
        daemon.start();
    }

    LoginServer proxy;
};

TEST_F(Proxies, ForwardWhatIsAskedInClear) {
    EXPECT_TRUE(ends_well(fetch(through(proxy)), in_downloads("file"), version));
    EXPECT_EQ(proxy.with("\"GET\", \"target\": \"http://127.0.0.1"), 1U);
}

TEST_F(Proxies, TunnelWhatIsAskedOverTls) {
    auto settings = trusting(through(proxy));
    settings["HttpHeaders"] = sdbus::Variant{Strings{"Cookie: header-canary"}};
    const auto id = download_from(Site::https, "/file", settings);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    EXPECT_EQ(proxy.with("\"CONNECT\""), 1U);
    EXPECT_EQ(proxy.with("/file"), 0U) << "the proxy saw what was asked for";
    EXPECT_EQ(proxy.with("header-canary"), 0U);
}

TEST_F(Proxies, AreNotAskedForWhatTheJobBypasses) {
    EXPECT_TRUE(ends_well(fetch(through(proxy, {"127.0.0.0/8"})), in_downloads("file"), version));
    EXPECT_EQ(proxy.with("127.0.0.1"), 0U);
}

TEST_F(Proxies, AreThoseOfThePolicyUnlessTheJobSaysNone) {
    restart_with("[Transfer]\nProxy=" + proxy.proxy_url() + "\n");
    EXPECT_TRUE(ends_well(fetch({}), in_downloads("file"), version));
    EXPECT_EQ(proxy.with("/file"), 1U);
    EXPECT_TRUE(
        ends_well(fetch({{"ProxyMode", sdbus::Variant{"none"}}}), in_downloads("file"), version));
    EXPECT_EQ(proxy.with("/file"), 1U);
}

TEST_F(Proxies, OfThePolicyAreBypassedAsItSays) {
    restart_with("[Transfer]\nProxy=" + proxy.proxy_url() + "\nProxyBypass=localhost 127.0.0.1\n");
    EXPECT_TRUE(ends_well(fetch({}), in_downloads("file"), version));
    EXPECT_EQ(proxy.with("/file"), 0U);
}

TEST_F(Proxies, AreThoseOfTheEnvironmentUnlessTheJobSaysNone) {
    restart_with("", {"http_proxy=" + proxy.proxy_url()});
    EXPECT_TRUE(ends_well(fetch({}), in_downloads("file"), version));
    EXPECT_EQ(proxy.with("/file"), 1U);
    EXPECT_TRUE(
        ends_well(fetch({{"ProxyMode", sdbus::Variant{"none"}}}), in_downloads("file"), version));
    EXPECT_EQ(proxy.with("/file"), 1U) << "curl read the worker's environment by itself";
}

TEST_F(Proxies, OfTheEnvironmentAreBypassedAsItSays) {
    restart_with("", {"http_proxy=" + proxy.proxy_url(), "no_proxy=127.0.0.1"});
    EXPECT_TRUE(ends_well(fetch({}), in_downloads("file"), version));
    EXPECT_EQ(proxy.with("/file"), 0U);
    // What the environment bypasses a job's own proxy does not.
    EXPECT_TRUE(ends_well(fetch(through(proxy)), in_downloads("file"), version));
    EXPECT_EQ(proxy.with("/file"), 1U);
}

class ProxiesThatWantALogin : public Proxies, public testing::WithParamInterface<const char*> {
  protected:
    LoginServer guarded{GetParam()};
    const std::string scheme = GetParam();
};

TEST_P(ProxiesThatWantALogin, GetItInClearAndForTunnels) {
    auto settings = trusting(through(guarded));
    for (const auto& url : {server.url("/file"), nginx.url(Site::https, "/file")}) {
        const auto id = std::get<0>(client.manager().CreateJob("download", "a test", settings));
        client.job(id).AddFile(url, in_downloads("file"), {});
        client.job(id).Resume();
        ASSERT_TRUE(becomes(id, "error"));
        EXPECT_EQ(client.job(id).ErrorCode(), "proxy-authentication-required") << url;
        client.job(id).SetCredentials("proxy", scheme, login_user, login_password);
        client.job(id).Resume();
        EXPECT_TRUE(ends_well(id, in_downloads("file"), version)) << url;
    }
    for (const auto& request : server.requests())
        EXPECT_EQ(request.header("proxy-authorization"), "");
}

INSTANTIATE_TEST_SUITE_P(Of, ProxiesThatWantALogin, testing::Values("basic", "digest", "ntlm"),
                         [](const auto& which) { return std::string(which.param); });

TEST_F(Proxies, ThatRefuseEndTheJobInAnError) {
    const LoginServer refusing{"refuse"};
    const auto id = download_from(Site::https, "/file", trusting(through(refusing)));
    ASSERT_TRUE(becomes(id, "error"));
    EXPECT_EQ(client.job(id).ErrorCode(), "proxy-failure") << message(id);
}

TEST_F(Proxies, ThatAreNotThereAreTriedAgain) {
    std::string nobody;
    {
        const HttpServer gone;
        nobody = gone.url("");
    }
    const auto id =
        fetch({{"ProxyMode", sdbus::Variant{"override"}}, {"ProxyUrl", sdbus::Variant{nobody}}});
    ASSERT_TRUE(becomes(id, "transient-error"));
    EXPECT_EQ(client.job(id).ErrorCode(), "proxy-failure") << message(id);
}

TEST_F(Proxies, OfThePolicyAreShownByGetPolicy) {
    restart_with("[Transfer]\nProxy=http://proxy.example.org:3128\nProxyBypass=localhost .lan\n");
    std::map<std::string, std::string> shown;
    for (const auto& entry : client.manager().GetPolicy())
        if (std::get<0>(entry).starts_with("Proxy"))
            shown[std::get<0>(entry)] = std::get<1>(entry).get<std::string>();
    EXPECT_EQ(shown, (std::map<std::string, std::string>{{"Proxy", "http://proxy.example.org:3128"},
                                                         {"ProxyBypass", "localhost .lan"}}));
}

}  // namespace

}  // namespace transferd::test
