// SPDX-License-Identifier: MIT
// Downloads that must log in, and headers of the job's own.
#include "support/bench.hpp"
#include "support/login_server.hpp"

#include <fstream>
#include <iterator>

namespace transferd::test {

namespace {

using Strings = std::vector<std::string>;

class Credentials : public Bench {
  protected:
    /// Suspended, with the file at that URL.
    std::uint64_t job_of(const std::string& url, const Options& settings = {}) {
        const auto id = std::get<0>(client.manager().CreateJob("download", "a test", settings));
        client.job(id).AddFile(url, in_downloads("file"), {});
        return id;
    }
    void set(std::uint64_t id, const std::string& scheme,
             const std::string& password = login_password) {
        client.job(id).SetCredentials("server", scheme, scheme == "bearer" ? "" : login_user,
                                      password);
    }
    void expect_arrives(std::uint64_t id) {
        client.job(id).Resume();
        ASSERT_TRUE(becomes(id, "transferred"));
        client.manager().Complete(id);
        std::ifstream file{in_downloads("file")};
        EXPECT_EQ((std::string{std::istreambuf_iterator<char>{file}, {}}), web.body());
    }
    void expect_error(std::uint64_t id, const std::string& code) {
        client.job(id).Resume();
        ASSERT_TRUE(becomes(id, "error"));
        EXPECT_EQ(client.job(id).ErrorCode(), code);
    }
    static Options headers(const Strings& lines) {
        return {{"HttpHeaders", sdbus::Variant{lines}}};
    }

    LoginServer web;
    LoginServer other;
};

TEST_F(Credentials, AreUsedByEachScheme) {
    for (const auto& [scheme, password] :
         {std::pair{"basic", login_password}, std::pair{"digest", login_password},
          std::pair{"ntlm", login_password}, std::pair{"bearer", login_token}}) {
        const auto id = job_of(web.url(std::string("/") + scheme + "/file"));
        set(id, scheme, password);
        expect_arrives(id);
    }
}

TEST_F(Credentials, AreMissedWithTheErrorAuthenticationRequired) {
    const auto id = job_of(web.url("/basic/file"));
    expect_error(id, "authentication-required");
    set(id, "basic");
    expect_arrives(id);
}

TEST_F(Credentials, ThatAreWrongAreSaidToBe) {
    const auto id = job_of(web.url("/basic/file"));
    set(id, "basic", "wrong");
    expect_error(id, "authentication-required");
    const auto error = client.job(id).GetError();
    EXPECT_NE(error.at("Message").get<std::string>().find("credentials"), std::string::npos);
    EXPECT_EQ(error.at("Message").get<std::string>().find("wrong"), std::string::npos);
}

TEST_F(Credentials, ThatAreWrongAreFoundOutByNtlmToo) {
    const auto id = job_of(web.url("/ntlm/file"));
    set(id, "ntlm", "wrong");
    expect_error(id, "authentication-required");
    EXPECT_GT(web.with("\"authorization\": \"NTLM"), 1U) << "no answer to the challenge";
    client.job(id).SetCredentials("server", "ntlm", "somebody else", login_password);
    expect_error(id, "authentication-required");
    client.job(id).SetCredentials("server", "ntlm", "HERE\\" + login_user, login_password);
    expect_arrives(id);
}

TEST_F(Credentials, AreNotSentBeforeTheServerAsksForTheirScheme) {
    const auto open = job_of(web.url("/open/file"));
    set(open, "basic");
    expect_arrives(open);
    const auto digest = job_of(web.url("/digest/file"));
    set(digest, "basic");
    expect_error(digest, "authentication-required");
    EXPECT_EQ(web.with("\"authorization\""), 0U);
}

TEST_F(Credentials, OfTheBetterSchemeAreUsedWhereTheServerOffersBoth) {
    const auto id = job_of(web.url("/both/file"));
    set(id, "basic");
    set(id, "digest");
    expect_arrives(id);
    EXPECT_EQ(web.with("\"authorization\": \"Digest"), 1U);
    EXPECT_EQ(web.with("\"authorization\": \"Basic"), 0U);
}

TEST_F(Credentials, OfAnotherUserAreTriedWhereTheFirstAreRefused) {
    const auto id = job_of(web.url("/both/file"));
    set(id, "digest", "wrong");
    set(id, "basic");
    expect_arrives(id);
}

TEST_F(Credentials, WithoutATicketFallBackOnThePassword) {
    const auto id = job_of(web.url("/ticket/file"));
    client.job(id).SetCredentials("server", "negotiate", "", "");
    expect_error(id, "authentication-required");
    set(id, "basic");
    expect_arrives(id);
}

TEST_F(Credentials, SurviveARestart) {
    const auto id = job_of(web.url("/basic/file"), headers({"X-Mine: header-canary"}));
    set(id, "basic");
    daemon.restart();
    expect_arrives(id);
    EXPECT_GT(web.with("header-canary"), 0U);
}

TEST_F(Credentials, ThatAreLongComeThereWhole) {
    const auto id = job_of(web.url("/open/file"));
    // More than one message of the worker's holds.
    client.job(id).SetCredentials("server", "basic", login_user, std::string(65'536, 'p'));
    client.job(id).SetCredentials("server", "digest", login_user, std::string(60'000, 'q'));
    expect_arrives(id);
}

TEST_F(Credentials, AreNotSentToAnotherServerThatARedirectLeadsTo) {
    for (const auto* there : {"/basic/file", "/bearer/file", "/ntlm/file", "/open/file"}) {
        const auto id = job_of(web.url("/redirect?" + other.url(there)),
                               headers({"X-Mine: header-canary", "Cookie: cookie-canary"}));
        set(id, "basic");
        set(id, "ntlm");
        set(id, "bearer", login_token);
        client.job(id).Resume();
        ASSERT_NE(client.wait_for_one_of(id, {"error", "transferred"}, patience), "queued");
        client.job(id).Cancel();
    }
    EXPECT_GT(other.with("/file"), 3U) << "nobody was redirected";
    EXPECT_EQ(other.with("canary"), 0U);
    EXPECT_EQ(other.with("authorization"), 0U);
    EXPECT_GT(web.with("header-canary"), 0U) << "the control: its own server got them";
}

TEST_F(Credentials, GoOnToTheSameServerThatARedirectLeadsTo) {
    const auto id =
        job_of(web.url("/redirect?" + web.url("/basic/file")), headers({"X-Mine: header-canary"}));
    set(id, "basic");
    expect_arrives(id);
    EXPECT_EQ(web.with("header-canary"), web.with("/file"));
}

TEST_F(Credentials, DoNotFollowAReportedRedirectAtTheNextAttemptEither) {
    auto settings = headers({"X-Mine: header-canary"});
    settings["RedirectPolicy"] = sdbus::Variant{"report"};
    const auto id = job_of(web.url("/redirect?" + other.url("/open/file")), settings);
    set(id, "bearer", login_token);
    client.job(id).Resume();
    ASSERT_TRUE(becomes(id, "transferred"));
    client.job(id).SetValidation(0, false);
    client.job(id).Resume();
    ASSERT_TRUE(becomes(id, "transferred"));
    EXPECT_EQ(other.with("/open/file"), 2U);
    EXPECT_EQ(other.with("canary"), 0U);
}

TEST_F(Credentials, AreReadableByNobody) {
    const auto id = job_of(web.url("/basic/file"), headers({"X-Mine: header-canary"}));
    set(id, "basic");
    EXPECT_EQ(client.job(id).GetSettings().at("HttpHeaders").get<Strings>(),
              Strings{"X-Mine: header-canary"});
    client.job(id).SetSettings({{"HttpHeadersWriteOnly", sdbus::Variant{true}}});
    EXPECT_FALSE(client.job(id).GetSettings().contains("HttpHeaders"));
    EXPECT_TRUE(
        refused(error_of([&] {
                    client.job(id).SetSettings({{"HttpHeadersWriteOnly", sdbus::Variant{false}}});
                }),
                "ReadOnlySetting", {"HttpHeadersWriteOnly"}));
    expect_arrives(id);
    EXPECT_GT(web.with("header-canary"), 0U);
}

TEST_F(Credentials, WhoseKeyIsLostEndTheAttempt) {
    const auto id = job_of(web.url("/basic/file"));
    set(id, "basic");
    daemon.stop();
    ASSERT_TRUE(std::filesystem::remove(daemon.state_directory() / "secrets.key"));
    daemon.start();
    expect_error(id, "credentials-lost");
    set(id, "basic");
    expect_arrives(id);
}

TEST_F(Credentials, AreRefusedWhereTheKeyMayBeReadByOthers) {
    const auto id = job_of(web.url("/basic/file"));
    daemon.stop();
    std::filesystem::permissions(daemon.state_directory() / "secrets.key",
                                 std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    daemon.start();
    EXPECT_TRUE(refused(error_of([&] { set(id, "basic"); }), "NotSupported", {"0600"}));
}

TEST_F(Credentials, AreSafeFromANewLineInAHeader) {
    EXPECT_TRUE(refused(
        error_of([&] { job_of(web.url("/open/file"), headers({"A: b\r\nX-Injected: yes"})); }),
        "InvalidArgs", {"HttpHeaders"}));
}

}  // namespace

}  // namespace transferd::test
