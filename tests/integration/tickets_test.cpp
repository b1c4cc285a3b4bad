// SPDX-License-Identifier: MIT
// Scheme negotiate: the owner's Kerberos ticket instead of a password.
#include "support/bench.hpp"
#include "support/login_server.hpp"
#include "support/ports.hpp"
#include "support/realm.hpp"

#include <fstream>
#include <iterator>

#include <netinet/in.h>
#include <sys/socket.h>

namespace transferd::test {

namespace {

const Realm& realm() {
    static const Realm started;
    return started;
}

class Tickets : public Bench {
  protected:
    explicit Tickets(const std::vector<std::string>& environment = realm().environment())
        : Bench({.wrapper = environment}) {
        realm().log_in();
    }

    std::uint64_t job_of(const std::string& url, const Options& settings = {},
                         const std::string& name = "file") {
        const auto id = std::get<0>(client.manager().CreateJob("download", "a test", settings));
        client.job(id).AddFile(url, in_downloads(name), {});
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
    const auto with = [&](const std::string& user, const std::string& password) {
        return error_of(
            [&] { client.job(id).SetCredentials("server", "negotiate", user, password); });
    };
    EXPECT_TRUE(refused(with("me", ""), "NotSupported", {"Kerberos"}));
    EXPECT_TRUE(refused(with("", "secret-canary"), "NotSupported", {"Kerberos"}));
}

TEST_F(Tickets, ThatAreMissingAreSaidToBe) {
    realm().log_out();
    const auto id = job_of(web.url("/me/file"));
    negotiate(id);
    EXPECT_NE(expect_error(id, "authentication-required").find("no Kerberos ticket"),
              std::string::npos);
    realm().log_in();
    client.job(id).Resume();
    expect_arrives(id, TicketServer::body());
}

std::vector<std::string> with_key_of_user() {
    auto all = realm().environment();
    all.push_back("KRB5_CLIENT_KTNAME=" + realm().key_of_user().string());
    return all;
}

class TicketsOfAKey : public Tickets {
  protected:
    TicketsOfAKey() : Tickets(with_key_of_user()) {}
};

TEST_F(TicketsOfAKey, AreHadWhileNobodyIsLoggedIn) {
    realm().log_out();
    const auto id = job_of(web.url("/me/file"));
    negotiate(id);
    expect_arrives(id, TicketServer::body());
}

class TicketsOfNobody : public Tickets {
  protected:
    TicketsOfNobody() : Tickets(realm().environment_with_centre_at(free_ports(1).front())) {}
};

TEST_F(TicketsOfNobody, AreAskedForAgainLaterWhereTheRealmIsOutOfReach) {
    const auto id = job_of(web.url("/me/file"));
    negotiate(id);
    ASSERT_TRUE(becomes(id, "transient-error"));
    EXPECT_EQ(client.job(id).ErrorCode(), "timed-out");
    const auto open = job_of(other.url("/open/file"), {}, "open");
    negotiate(open);
    EXPECT_TRUE(becomes(open, "transferred")) << "who does not ask for it gets none";
}

/// It takes what is sent there and never answers.
class Silence {
  public:
    Silence() : socket_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* any = reinterpret_cast<sockaddr*>(&address);
        if (bind(socket_.get(), any, size) != 0 || getsockname(socket_.get(), any, &size) != 0)
            throw std::runtime_error{"no silent port"};
        port_ = ntohs(address.sin_port);
    }
    [[nodiscard]] std::uint16_t port() const { return port_; }

  private:
    loop::UniqueFd socket_;
    std::uint16_t port_{};
};

class TicketsOfSilence : public Tickets {
  protected:
    TicketsOfSilence() : Tickets(realm().environment_with_centre_at(silence().port())) {}
    static const Silence& silence() {
        static const Silence kept;
        return kept;
    }
};

TEST_F(TicketsOfSilence, KeepNobodyElseWaiting) {
    const auto id = job_of(web.url("/me/file"));
    negotiate(id);
    ASSERT_TRUE(becomes(id, "connecting"));
    const auto worker = daemon.worker_pids();
    const auto open = job_of(other.url("/open/file"), {}, "open");
    client.job(open).Resume();
    EXPECT_TRUE(becomes(open, "transferred"));
    EXPECT_EQ(client.state(id), "connecting") << "the realm has answered";
    client.job(id).Cancel();
    EXPECT_EQ(daemon.worker_pids(), worker);
}

}  // namespace

}  // namespace transferd::test
