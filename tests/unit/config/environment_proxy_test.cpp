// SPDX-License-Identifier: MIT
#include "broker/environment_proxy.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace transferd::broker {
namespace {

core::ProxyChoice of(const std::map<std::string, std::string>& environment) {
    return environment_proxy([&](const char* name) -> const char* {
        const auto found = environment.find(name);
        return found == environment.end() ? nullptr : found->second.c_str();
    });
}

TEST(EnvironmentProxy, IsNoneWhereNothingIsSet) {
    EXPECT_EQ(of({}), core::ProxyChoice{});
    EXPECT_EQ(of({{"http_proxy", ""}, {"no_proxy", ""}}), core::ProxyChoice{});
}

TEST(EnvironmentProxy, HasOneForEachScheme) {
    EXPECT_EQ(of({{"http_proxy", "http://a:1"}, {"https_proxy", "http://b:2"}}),
              (core::ProxyChoice{"http://a:1", "http://b:2", {}}));
    EXPECT_EQ(of({{"HTTPS_PROXY", "http://b:2"}}).for_https, "http://b:2");
}

TEST(EnvironmentProxy, OfAllSchemesIsForThoseThatHaveNone) {
    EXPECT_EQ(of({{"ALL_PROXY", "http://c:3"}, {"https_proxy", "http://b:2"}}),
              (core::ProxyChoice{"http://c:3", "http://b:2", {}}));
}

TEST(EnvironmentProxy, InCapitalsIsNotThatOfHttp) {
    EXPECT_EQ(of({{"HTTP_PROXY", "http://a:1"}}), core::ProxyChoice{});
}

TEST(EnvironmentProxy, BypassesAListOfCommasOrBlanks) {
    EXPECT_EQ(of({{"NO_PROXY", "localhost, .lan 10.0.0.0/8,,"}}).bypass,
              (std::vector<std::string>{"localhost", ".lan", "10.0.0.0/8"}));
}

}  // namespace
}  // namespace transferd::broker
