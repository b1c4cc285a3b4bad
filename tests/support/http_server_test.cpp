// SPDX-License-Identifier: MIT
// The server's misbehaviour is what the other tests rely on; curl is the judge.
#include "support/http_server.hpp"

#include "support/process.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

namespace transferd::test {

namespace {

class Server : public testing::Test {
  protected:
    /// curl's exit status; the body in file().
    int fetch(std::vector<std::string> options) {
        options.insert(options.begin(),
                       {"curl", "--silent", "--show-error", "--max-time", "20", "-o", file()});
        options.push_back(server.url("/file"));
        return run({.argv = options}).exit.status.value_or(-1);
    }
    [[nodiscard]] std::string file() const { return directory.path() / "file"; }

    HttpServer server;
    TempDir directory;
    Version version{.size = 300'000};
};

constexpr int partial_file = 18;
constexpr int http_error = 22;
constexpr int timed_out = 28;

TEST_F(Server, ServesTheWholeFile) {
    server.serve("/file", {.version = version});
    EXPECT_EQ(fetch({}), 0);
    EXPECT_TRUE(holds(file(), version));
}

TEST_F(Server, ServesAnEmptyFile) {
    server.serve("/file", {.version = {.size = 0}});
    EXPECT_EQ(fetch({}), 0);
    EXPECT_EQ(server.bytes_sent("/file"), 0U);
}

TEST_F(Server, ServesChunks) {
    server.serve("/file", {.version = version, .length = LengthHeader::chunked});
    EXPECT_EQ(fetch({}), 0);
    EXPECT_TRUE(holds(file(), version));
}

TEST_F(Server, ServesWithoutALength) {
    server.serve("/file", {.version = version, .length = LengthHeader::none});
    EXPECT_EQ(fetch({}), 0);
    EXPECT_TRUE(holds(file(), version));
}

TEST_F(Server, ServesRanges) {
    server.serve("/file", {.version = version, .cut_after = 100'000, .cuts = 1});
    EXPECT_EQ(fetch({}), partial_file);
    EXPECT_EQ(fetch({"-C", "-"}), 0);
    EXPECT_TRUE(holds(file(), version));
    EXPECT_EQ(server.bytes_sent("/file"), version.size);
}

TEST_F(Server, AnswersAChangedFileWholeToIfRange) {
    server.serve("/file", {.version = version});
    EXPECT_EQ(fetch({"-H", "Range: bytes=10-", "-H", "If-Range: \"other\""}), 0);
    EXPECT_TRUE(holds(file(), version));
}

TEST_F(Server, MayIgnoreIfRange) {
    server.serve("/file", {.version = version, .if_range = IfRange::ignored});
    EXPECT_EQ(fetch({"-H", "Range: bytes=10-", "-H", "If-Range: \"other\""}), 0);
    EXPECT_EQ(server.bytes_sent("/file"), version.size - 10);
}

TEST_F(Server, AnswersTheStatusesInTurn) {
    server.serve("/file", {.version = version, .first_statuses = {503, 404}});
    EXPECT_EQ(fetch({"--fail"}), http_error);
    EXPECT_EQ(fetch({"--fail"}), http_error);
    EXPECT_EQ(fetch({"--fail"}), 0);
    EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(Server, LiesAboutTheLength) {
    server.serve("/file", {.version = version, .length = LengthHeader::too_long});
    EXPECT_EQ(fetch({}), partial_file);
}

TEST_F(Server, Stalls) {
    server.serve("/file", {.version = version, .stall_after = 1000});
    EXPECT_EQ(fetch({"--max-time", "1"}), timed_out);
    EXPECT_EQ(server.bytes_sent("/file"), 1000U);
}

TEST_F(Server, KeepsToItsRate) {
    server.serve("/file", {.version = version, .rate = 300'000});
    const auto started = std::chrono::steady_clock::now();
    EXPECT_EQ(fetch({}), 0);
    EXPECT_GE(std::chrono::steady_clock::now() - started, std::chrono::milliseconds{900});
}

TEST_F(Server, FollowsItsOwnRedirect) {
    server.serve("/file", {.redirect_to = server.url("/there")});
    server.serve("/there", {.version = version, .spelling = Spelling::mixed_case});
    EXPECT_EQ(fetch({"--location"}), 0);
    EXPECT_TRUE(holds(file(), version));
}

TEST_F(Server, SendsHeadersWithoutEnd) {
    server.serve("/file", {.version = version, .headers = Headers::endless});
    EXPECT_NE(fetch({"--max-time", "5"}), 0);
}

TEST_F(Server, SwitchesTheVersion) {
    const Version second{.seed = 2, .size = 1234, .etag = "\"v2\""};
    server.serve("/file", {.version = version, .next_version = second, .next_from_request = 2});
    EXPECT_EQ(fetch({}), 0);
    EXPECT_TRUE(holds(file(), version));
    EXPECT_EQ(fetch({}), 0);
    EXPECT_TRUE(holds(file(), second));
}

}  // namespace

}  // namespace transferd::test
