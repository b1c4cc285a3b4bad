// SPDX-License-Identifier: MIT
#include "worker/http/login.hpp"

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

using core::AuthScheme;
using core::AuthTarget;
using core::FailureCode;

core::Credential login(AuthScheme scheme, const std::string& user,
                       AuthTarget target = AuthTarget::server) {
    return {target, scheme, user, "password"};
}

/// "user:bits" of each.
std::vector<std::string> order(const std::vector<core::Credential>& credentials) {
    std::vector<std::string> shown;
    for (const auto& each : logins_of(credentials, AuthTarget::server))
        shown.push_back(each.user + ":" + std::to_string(each.schemes));
    return shown;
}

std::string bits(unsigned long schemes) {
    return std::to_string(schemes);
}

TEST(Logins, OfOneUserGoTogether) {
    EXPECT_EQ(order({login(AuthScheme::basic, "a"), login(AuthScheme::digest, "a")}),
              std::vector{"a:" + bits(CURLAUTH_BASIC | CURLAUTH_DIGEST)});
    // Without a ticket curl would not fall back on the password.
    EXPECT_EQ(order({login(AuthScheme::basic, "a"), login(AuthScheme::negotiate, "a")}),
              (std::vector{"a:" + bits(CURLAUTH_NEGOTIATE), "a:" + bits(CURLAUTH_BASIC)}));
}

TEST(Logins, AreTriedFromTheSafestToTheBarest) {
    EXPECT_EQ(order({login(AuthScheme::basic, "b"), login(AuthScheme::ntlm, "n"),
                     login(AuthScheme::digest, "d"), login(AuthScheme::negotiate, "g"),
                     login(AuthScheme::bearer, "")}),
              (std::vector{":" + bits(CURLAUTH_BEARER), "g:" + bits(CURLAUTH_NEGOTIATE),
                           "d:" + bits(CURLAUTH_DIGEST), "n:" + bits(CURLAUTH_NTLM),
                           "b:" + bits(CURLAUTH_BASIC)}));
}

TEST(Logins, OfTheProxyAreNotTheServers) {
    EXPECT_TRUE(order({login(AuthScheme::basic, "a", AuthTarget::proxy)}).empty());
}

TEST(Logins, EndWithTheLastOne) {
    Logins logins{{login(AuthScheme::basic, "a"), login(AuthScheme::digest, "b"),
                   login(AuthScheme::basic, "p", AuthTarget::proxy)}};
    EXPECT_FALSE(logins.next(FailureCode::timed_out));
    EXPECT_FALSE(logins.next(FailureCode::proxy_authentication_required));
    EXPECT_TRUE(logins.next(FailureCode::authentication_required));
    EXPECT_FALSE(logins.next(FailureCode::authentication_required));
}

TEST(Logins, ThatWereRefusedAreToldApartFromMissingOnes) {
    const core::Failure failure{.code = FailureCode::authentication_required,
                                .message = "host asks for a password."};
    EXPECT_EQ(Logins{{}}.told(failure, "host").message, failure.message);
    EXPECT_EQ((Logins{{login(AuthScheme::basic, "a")}}.told(failure, "host").message),
              "host did not take the job's credentials.");
}

TEST(Logins, AreOfSchemesThatThisLibcurlHas) {
    const auto* about = curl_version_info(CURLVERSION_NOW);
    EXPECT_NE(about->features & CURL_VERSION_NTLM, 0);
    EXPECT_NE(about->features & CURL_VERSION_SPNEGO, 0);
}

}  // namespace

}  // namespace transferd::worker
