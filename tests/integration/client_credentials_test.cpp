// SPDX-License-Identifier: MIT
// transferctl credentials, and download --header.
#include "support/bench.hpp"
#include "support/login_server.hpp"

namespace transferd::test {

namespace {

class ClientCredentials : public Bench {
  protected:
    [[nodiscard]] std::vector<std::string> transferctl(std::vector<std::string> more) const {
        std::vector<std::string> argv{program_directory() / "transferctl", "--user"};
        argv.insert(argv.end(), more.begin(), more.end());
        return argv;
    }
    [[nodiscard]] Finished with_input(const std::string& line,
                                      std::vector<std::string> argv) const {
        argv.insert(argv.begin(), {"sh", "-c", R"(printf '%s\n' "$0" | "$@")", line});
        return run({.argv = argv, .environment = daemon.environment()});
    }
    /// In error, for want of a login.
    std::uint64_t locked(const std::string& target) {
        const auto id = client.submit(web.url(target), in_downloads("file"));
        EXPECT_TRUE(becomes(id, "error"));
        return id;
    }
    void expect_arrives(std::uint64_t id) {
        client.job(id).Resume();
        EXPECT_TRUE(becomes(id, "transferred"));
    }

    LoginServer web;
};

TEST_F(ClientCredentials, AreReadFromStandardInput) {
    const auto id = locked("/digest/file");
    const auto done =
        with_input(login_password, transferctl({"credentials", "set", std::to_string(id), "--login",
                                                login_user, "--scheme", "digest"}));
    EXPECT_EQ(done.exit.status, 0) << done.output;
    EXPECT_EQ(done.output, "");
    expect_arrives(id);
}

TEST_F(ClientCredentials, AreAskedForAtATerminalWithoutShowingThem) {
    const auto id = locked("/basic/file");
    auto argv = transferctl({"credentials", "set", std::to_string(id), "--login", login_user});
    argv.insert(argv.begin(), {"python3", TRANSFERD_TYPE_AT_TERMINAL, login_password});
    const auto done = run({.argv = argv, .environment = daemon.environment()});
    EXPECT_EQ(done.exit.status, 0) << done.output;
    EXPECT_EQ(done.output, "Password of me: \r\n");
    expect_arrives(id);
}

TEST_F(ClientCredentials, AreRemoved) {
    const auto id = locked("/basic/file");
    client.job(id).SetCredentials("server", "basic", login_user, login_password);
    const auto done = run({.argv = transferctl({"credentials", "remove", std::to_string(id)}),
                           .environment = daemon.environment()});
    EXPECT_EQ(done.exit.status, 0) << done.output;
    client.job(id).Resume();
    EXPECT_TRUE(becomes(id, "error"));
}

TEST_F(ClientCredentials, AreRefusedWithoutAUserNameOrAPassword) {
    const auto id = locked("/basic/file");
    EXPECT_EQ(with_input("x", transferctl({"credentials", "set", std::to_string(id)})).exit.status,
              2);
    auto nothing = transferctl({"credentials", "set", std::to_string(id), "--login", "me"});
    nothing.insert(nothing.begin(), {"sh", "-c", R"("$0" "$@" </dev/null)"});
    EXPECT_EQ(run({.argv = nothing, .environment = daemon.environment()}).exit.status, 2);
}

TEST_F(ClientCredentials, AreNotAskedForWhereATicketLogsIn) {
    const auto id = locked("/ticket/file");
    auto argv = transferctl({"credentials", "set", std::to_string(id), "--scheme", "negotiate"});
    argv.insert(argv.begin(), {"sh", "-c", R"("$0" "$@" </dev/null)"});
    const auto done = run({.argv = argv, .environment = daemon.environment()});
    EXPECT_EQ(done.exit.status, 0) << done.output;
    argv.insert(argv.end(), {"--login", "me"});
    EXPECT_EQ(run({.argv = argv, .environment = daemon.environment()}).exit.status, 2);
}

TEST_F(ClientCredentials, AreNotNeededForAHeader) {
    const auto done =
        run({.argv = transferctl({"download", "--header", "X-Mine: mine", "--header", "X-Other: o",
                                  web.url("/open/file"), in_downloads("file")}),
             .environment = daemon.environment()});
    EXPECT_EQ(done.exit.status, 0) << done.output;
    EXPECT_EQ(web.with("\"x-mine\": \"mine\""), 1U);
    EXPECT_EQ(web.with("\"x-other\": \"o\""), 1U);
}

}  // namespace

}  // namespace transferd::test
