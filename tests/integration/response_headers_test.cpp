// SPDX-License-Identifier: MIT
// What the server said beside the file is told to the owner, also after a restart, and to nobody
// else; what may be a secret in it is not kept.
#include "support/bench.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace transferd::test {

namespace {

class ResponseHeaders : public Bench {
  protected:
    std::vector<std::string> headers_of(std::uint64_t id) {
        const auto files = client.job(id).ListFiles(0, 0);
        const auto found = files.at(0).find("ResponseHeaders");
        if (found == files.at(0).end()) return {};
        return found->second.get<std::vector<std::string>>();
    }
    [[nodiscard]] static bool has(const std::vector<std::string>& headers,
                                  const std::string& line) {
        return std::find(headers.begin(), headers.end(), line) != headers.end();
    }
    /// Of the database and its log.
    [[nodiscard]] std::string saved() const {
        std::string all;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator{daemon.state_directory()}) {
            if (!entry.is_regular_file()) continue;
            std::ifstream in{entry.path(), std::ios::binary};
            all.append(std::istreambuf_iterator<char>{in}, {});
        }
        return all;
    }

    const Version version{.size = 4 * mib};
    const std::vector<std::string> secrets{"Set-Cookie: session=CANARY",
                                           "set-cookie2: session=CANARY",
                                           "Authentication-Info: nonce=CANARY",
                                           "WWW-Authenticate: Basic realm=CANARY",
                                           "Proxy-Authenticate: x CANARY",
                                           "Proxy-Authentication-Info: CANARY",
                                           "PROXY-Something: CANARY"};
};

TEST_F(ResponseHeaders, AreToldAsTheServerSentThem) {
    server.serve("/file", {.version = version,
                           .header_lines = {"X-One: first", "x-folded: a", "\tb", "X-One: second",
                                            "X-Latin: caf\xE9", "X-Bell: a\ab"}});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    const auto headers = headers_of(id);
    for (const std::string line :
         {"X-One: first", "x-folded: a b", "X-One: second", "X-Latin: caf?", "X-Bell: a b"})
        EXPECT_TRUE(has(headers, line)) << line;
    EXPECT_TRUE(has(headers, "ETag: " + version.etag));
    EXPECT_TRUE(has(headers, "Content-Length: " + std::to_string(version.size)));
}

TEST_F(ResponseHeaders, AreNotToldWhereNoServerHasAnswered) {
    server.serve("/file", {.status = 404, .header_lines = {"X-One: first"}});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "error"));
    EXPECT_TRUE(headers_of(id).empty());
}

TEST_F(ResponseHeaders, OfAFileThatGoesOnAreThoseOfTheLastAnswer) {
    server.serve("/file",
                 {.version = version, .header_lines = {"X-Answer: first"}, .stall_after = mib});
    const auto id = download("/file", "file");
    ASSERT_TRUE(server.wait_for_bytes("/file", mib, patience));
    ASSERT_TRUE(becomes(id, "transferring"));
    EXPECT_TRUE(has(headers_of(id), "X-Answer: first"));
    client.job(id).Suspend();
    server.serve("/file", {.version = version, .header_lines = {"X-Answer: second"}});
    client.job(id).Resume();
    ASSERT_TRUE(becomes(id, "transferred"));
    const auto headers = headers_of(id);
    EXPECT_TRUE(has(headers, "X-Answer: second"));
    EXPECT_FALSE(has(headers, "X-Answer: first"));
    EXPECT_TRUE(std::any_of(headers.begin(), headers.end(), [](const std::string& line) {
        return line.starts_with("Content-Range: bytes ");
    })) << "the control: the last answer was the rest of the file";
}

TEST_F(ResponseHeaders, AreStillThereAfterTheBrokerWasKilled) {
    server.serve("/file", {.version = version, .header_lines = {"X-One: first"}});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    const auto before = headers_of(id);
    ASSERT_TRUE(has(before, "X-One: first"));
    daemon.kill9();
    daemon.start();
    EXPECT_EQ(headers_of(id), before);
}

TEST_F(ResponseHeaders, OfTheMostThatAHeadMayHaveAreAllThere) {
    std::vector<std::string> many;
    for (int i = 0; i < 80; ++i)
        many.push_back("X-" + std::to_string(i) + ": " + std::string(750, 'x'));
    server.serve("/file", {.version = version, .header_lines = many});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    const auto headers = headers_of(id);
    for (const auto& line : many) EXPECT_TRUE(has(headers, line)) << line.substr(0, 5);
}

TEST_F(ResponseHeaders, ThatMayBeSecretAreNotKept) {
    auto all = secrets;
    all.emplace_back("X-Harmless: SEEN");
    server.serve("/file", {.version = version, .header_lines = all});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    for (const auto& line : headers_of(id))
        EXPECT_EQ(line.find("CANARY"), std::string::npos) << line;
    const auto on_disk = saved();
    EXPECT_NE(on_disk.find("SEEN"), std::string::npos) << "the control: it is in the database";
    EXPECT_EQ(on_disk.find("CANARY"), std::string::npos);
}

TEST_F(ResponseHeaders, AreInTheJsonOfTransferctl) {
    server.serve("/file", {.version = version, .header_lines = {"X-One: first"}});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    const auto shown = run({.argv = {program_directory() / "transferctl", "--user", "status",
                                     std::to_string(id), "--json"},
                            .environment = daemon.environment()})
                           .output;
    EXPECT_NE(shown.find("\"X-One: first\""), std::string::npos) << shown;
}

}  // namespace

}  // namespace transferd::test
