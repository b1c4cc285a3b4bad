// SPDX-License-Identifier: MIT
// Servers that break the rules of TLS and of HTTP/2: whatever they do, a job waits and goes on, or
// ends in an error, the worker lives, and what is published is what the server has.
#include "support/hostile_server.hpp"

#include "support/bench.hpp"
#include "support/certificates.hpp"

#include <fstream>
#include <iterator>

namespace transferd::test {

namespace {

class AHostileServer : public Bench {
  protected:
    [[nodiscard]] static Options trusting(Options more = {}) {
        more["TlsCaFile"] = sdbus::Variant{Certificates::made().certificate("ca").string()};
        return more;
    }
    std::uint64_t download_from(const HostileServer& hostile,
                                const Options& settings = trusting()) {
        return client.submit(hostile.url(), in_downloads("file"), {}, settings);
    }
    [[nodiscard]] testing::AssertionResult ends_whole(std::uint64_t id) {
        if (auto result = becomes(id, "transferred"); !result) return result;
        client.manager().Complete(id);
        std::ifstream file{in_downloads("file"), std::ios::binary};
        const std::string found{std::istreambuf_iterator<char>{file}, {}};
        if (found == HostileServer::body()) return testing::AssertionSuccess();
        return testing::AssertionFailure() << "it has " << found.size() << " other bytes";
    }
    void expect_goes_on_after(const std::string& code, std::uint64_t id) {
        ASSERT_TRUE(becomes(id, "transient-error"));
        EXPECT_EQ(client.job(id).ErrorCode(), code);
        EXPECT_FALSE(std::filesystem::exists(in_downloads("file")));
        const auto workers = daemon.worker_pids();
        client.manager().Resume(id);
        EXPECT_TRUE(ends_whole(id));
        EXPECT_EQ(daemon.worker_pids(), workers) << "the worker is another one";
    }

    const Options dynamic = trusting({{"DynamicContent", sdbus::Variant{true}}});
};

class ThatBreaksOff : public AHostileServer, public testing::WithParamInterface<const char*> {};

TEST_P(ThatBreaksOff, CostsOneAttempt) {
    HostileServer hostile{GetParam()};
    expect_goes_on_after("connection-lost", download_from(hostile));
}

INSTANTIATE_TEST_SUITE_P(ByIts, ThatBreaksOff,
                         testing::Values("reset_internal", "reset_calm", "resets_in_masses",
                                         "goaway", "goaway_calm", "pings", "settings", "empty_data",
                                         "headers_without_end", "push", "large_frame", "garbage"),
                         [](const auto& deed) { return std::string{deed.param}; });

// libcurl itself asks again where a server says that it has not begun.
TEST_F(AHostileServer, ThatRefusesEveryStreamIsAskedAFewTimesInAnAttempt) {
    constexpr int asked_in_an_attempt = 6;
    HostileServer hostile{"reset_refused", asked_in_an_attempt};
    expect_goes_on_after("connection-lost", download_from(hostile));
    EXPECT_EQ(hostile.requests_until_well(), asked_in_an_attempt);
}

TEST_F(AHostileServer, ThatSpeaksHttp2WhereHttp1WasChosenSpeaksNoHttp) {
    const HostileServer hostile{"http2_where_http1_was_chosen"};
    const auto id = download_from(hostile);
    ASSERT_TRUE(becomes(id, "error"));
    EXPECT_EQ(client.job(id).ErrorCode(), "invalid-response");
}

/// Or breaks off in the middle: then it is asked again, at once where bytes have been taken by
/// then.
class ThatIsOnlyOdd : public AHostileServer, public testing::WithParamInterface<const char*> {};

TEST_P(ThatIsOnlyOdd, GivesTheWholeFile) {
    HostileServer odd{GetParam()};
    auto settings = trusting();
    settings["MinimumRetryDelay"] = sdbus::Variant{5U};
    EXPECT_TRUE(ends_whole(download_from(odd, settings)));
}

INSTANTIATE_TEST_SUITE_P(ByIts, ThatIsOnlyOdd,
                         testing::Values("window_zero", "goaway_and_the_rest", "reset_http1",
                                         "reset_in_the_middle", "goaway_in_the_middle",
                                         "other_protocol", "renegotiates"),
                         [](const auto& deed) { return std::string{deed.param}; });

TEST_F(AHostileServer, ThatSpeaksHttp1WhereHttp2WasChosenIsTriedAgainLater) {
    const HostileServer hostile{"http1_where_http2_was_chosen"};
    const auto id = download_from(hostile);
    ASSERT_TRUE(becomes(id, "transient-error"));
    EXPECT_EQ(client.job(id).ErrorCode(), "connection-lost");
}

class ThatAllowsNoStream : public AHostileServer {
  protected:
    void SetUp() override {
        daemon.change({.policy = "[Transfer]\nConnectTimeout=1s\nStallTimeout=1s\n"});
        daemon.restart();
    }
};

TEST_F(ThatAllowsNoStream, IsTimedOut) {
    const HostileServer hostile{"no_streams"};
    const auto id = download_from(hostile);
    ASSERT_TRUE(becomes(id, "transient-error"));
    EXPECT_EQ(client.job(id).ErrorCode(), "timed-out");
}

TEST_F(AHostileServer, ThatEndsWithoutATlsEndHasLostTheConnectionWhereNobodyKnowsTheLength) {
    HostileServer hostile{"end_without_notice"};
    expect_goes_on_after("connection-lost", download_from(hostile, dynamic));
}

TEST_F(AHostileServer, ThatEndsWithATlsEndHasSentAllThereIs) {
    const HostileServer control{"end_with_notice"};
    EXPECT_TRUE(ends_whole(download_from(control, dynamic)));
}

TEST_F(AHostileServer, WithAKeyOrADigestThatIsTooWeakIsRejectedAndNothingForgivesThat) {
    const std::vector<std::string> forgiving{"ignore-ca", "ignore-date", "ignore-host"};
    for (const std::string certificate : {"weak-key", "weak-digest"})
        for (const auto& flags : {std::vector<std::string>{}, forgiving}) {
            const HostileServer weak{"well", 0, certificate};
            const auto id = download_from(weak, trusting({{"TlsFlags", sdbus::Variant{flags}}}));
            ASSERT_TRUE(becomes(id, "error")) << certificate;
            EXPECT_EQ(client.job(id).ErrorCode(), "certificate-rejected") << certificate;
            EXPECT_FALSE(client.job(id).GetError().at("Retryable").get<bool>());
            client.manager().Cancel(id);
        }
}

/// Whether it comes to a curl that remembers what servers want of who comes again.
bool comes_to_curl(const std::string& url, const std::filesystem::path& memory) {
    const auto ca = Certificates::made().certificate("ca").string();
    const auto done =
        run({.argv = {"curl", "-s", "-m", "1", "--cacert", ca, "-o", "/dev/null", "--hsts",
                      memory / "hsts", "--alt-svc", memory / "alt-svc", url}});
    return done.exit.status == 0;
}

TEST_F(AHostileServer, IsNotFollowedToAnotherPortNorToTlsForGood) {
    const HostileServer moves{"moves", 0};
    const auto there = moves.url("localhost");
    const Version version{.size = 5000};
    server.serve("/file", {.version = version});
    const auto in_clear = "http://localhost:" + std::to_string(server.port()) + "/file";
    for (int i = 0; i < 2; ++i)
        EXPECT_TRUE(ends_whole(client.submit(there, in_downloads("file"), {}, trusting())));
    EXPECT_TRUE(
        ends_well(client.submit(in_clear, in_downloads("other")), in_downloads("other"), version));
    const TempDir memory;
    EXPECT_TRUE(comes_to_curl(in_clear, memory.path()));
    (void)comes_to_curl(there, memory.path());
    EXPECT_FALSE(comes_to_curl(in_clear, memory.path())) << "the control";
}

}  // namespace

}  // namespace transferd::test
