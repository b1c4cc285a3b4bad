// SPDX-License-Identifier: MIT
// Scheme negotiate: the owner's Kerberos ticket instead of a password.
#include "support/bench.hpp"
#include "support/login_server.hpp"
#include "support/realm.hpp"

#include <fstream>
#include <iterator>

namespace transferd::test {

namespace {

const Realm& realm() {
    static const Realm started;
    return started;
}

class Tickets : public Bench {
  protected:
    explicit Tickets(const std::vector<std::string>& more = {})
        : Bench({.wrapper = with(realm().environment(), more)}) {
        realm().log_in();
    }

    std::uint64_t job_of(const std::string& url, const Options& settings = {}) {
        const auto id = std::get<0>(client.manager().CreateJob("download", "a test", settings));
        client.job(id).AddFile(url, in_downloads("file"), {});
        return id;
    }
    void negotiate(std::uint64_t id, const std::string& target = "server") {
        client.job(id).SetCredentials(target, "negotiate", "", "");
        client.job(id).Resume();
    }
    void expect_arrives(std::uint64_t id, const std::string& body) {
        ASSERT_TRUE(becomes(id, "transferred"));
        client.manager().Complete(id);
        std::ifstream file{in_downloads("file")};
        EXPECT_EQ((std::string{std::istreambuf_iterator<char>{file}, {}}), body);
    }
    /// The message.
    std::string expect_error(std::uint64_t id, const std::string& code) {
        EXPECT_TRUE(becomes(id, "error"));
        EXPECT_EQ(client.job(id).ErrorCode(), code);
        return client.job(id).GetError().at("Message").get<std::string>();
    }

    TicketServer web{realm()};
    LoginServer other;

  private:
    static std::vector<std::string> with(std::vector<std::string> all,
                                         const std::vector<std::string>& more) {
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
};

TEST_F(Tickets, OfTheOwnerLogInWithoutAPassword) {
    const auto id = job_of(web.url("/me/file"));
    client.job(id).Resume();
    expect_error(id, "authentication-required");
    negotiate(id);
    expect_arrives(id, TicketServer::body());
}

TEST_F(Tickets, OfSomebodyWhoMayNotHaveTheFileAreSaidToBeRefused) {
    const auto id = job_of(web.url("/you/file"));
    negotiate(id);
    EXPECT_NE(expect_error(id, "authentication-required").find("credentials"), std::string::npos);
}

TEST_F(Tickets, LogInAtAProxyAndAreNotSentOnToTheServer) {
    const auto id = job_of(other.url("/open/file"), {{"ProxyMode", sdbus::Variant{"override"}},
                                                     {"ProxyUrl", sdbus::Variant{web.url("")}}});
    client.job(id).Resume();
    expect_error(id, "proxy-authentication-required");
    negotiate(id, "proxy");
    expect_arrives(id, other.body());
    EXPECT_EQ(other.with("authorization"), 0U);
}

TEST_F(Tickets, AreNotSentToAnotherServerThatARedirectLeadsTo) {
    LoginServer third;
    const auto id = job_of(other.url("/redirect?" + third.url("/ticket/file")));
    negotiate(id);
    expect_error(id, "authentication-required");
    EXPECT_GT(third.with("/ticket/file"), 0U) << "nobody was redirected";
    EXPECT_EQ(third.with("authorization"), 0U);
    client.job(id).Cancel();
    const auto straight = job_of(third.url("/ticket/file"));
    negotiate(straight);
    expect_error(straight, "authentication-required");
    EXPECT_GT(third.with("\"authorization\": \"Negotiate"), 0U) << "the control";
}

TEST_F(Tickets, TakeNoUserNameAndNoPassword) {
    const auto id = job_of(web.url("/me/file"));
    for (const auto& [user, password] : {std::pair{"me", ""}, std::pair{"", "secret-canary"}})
        EXPECT_TRUE(refused(
            error_of([&] { client.job(id).SetCredentials("server", "negotiate", user, password); }),
            "NotSupported", {"Kerberos"}));
}

class TicketsOfAKey : public Tickets {
  protected:
    TicketsOfAKey() : Tickets({"KRB5_CLIENT_KTNAME=" + realm().key_of_user().string()}) {}
};

TEST_F(TicketsOfAKey, AreHadWhileNobodyIsLoggedIn) {
    realm().log_out();
    const auto id = job_of(web.url("/me/file"));
    negotiate(id);
    expect_arrives(id, TicketServer::body());
}

}  // namespace

}  // namespace transferd::test
