// SPDX-License-Identifier: MIT
// SIGTERM: a clean end in time, and everything there again after the next start.
#include "support/bench.hpp"

namespace transferd::test {

namespace {

class Shutdown : public Bench {
  protected:
    std::uint64_t running_download() {
        server.serve("/file", {.version = version, .rate = mib});
        const auto id = download("/file", "file");
        EXPECT_TRUE(server.wait_for_bytes("/file", 2 * mib, patience));
        return id;
    }
    Version version{.size = 8 * mib};
};

TEST_F(Shutdown, EndsWithZeroWithinTwoSeconds) {
    EXPECT_EQ(daemon.stop(std::chrono::seconds{2}), (Exit{.status = 0, .signal = 0}));
}

TEST_F(Shutdown, EndsWithZeroWithinTwoSecondsWhileBytesMove) {
    running_download();
    EXPECT_EQ(daemon.stop(std::chrono::seconds{2}), (Exit{.status = 0, .signal = 0}));
}

TEST_F(Shutdown, ARunningDownloadGoesOnAfterTheNextStart) {
    const auto id = running_download();
    ASSERT_TRUE(daemon.stop());
    const auto sent = server.bytes_sent("/file");
    server.serve("/file", {.version = version});
    daemon.start();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    const auto range = requested_range(server.requests().back());
    ASSERT_TRUE(range) << "the file was fetched from its start";
    EXPECT_GE(range->first, sent / 2);
}

TEST_F(Shutdown, ASuspendedJobIsAsItWas) {
    const auto id = std::get<0>(
        client.manager().CreateJob("download", "kept", {{"Priority", sdbus::Variant{"low"}}}));
    client.job(id).AddFile(server.url("/file"), in_downloads("file"), {});
    const auto created = client.job(id).CreatedUSec();
    const auto settings = client.job(id).GetSettings();
    daemon.restart();
    auto job = client.job(id);
    EXPECT_EQ(job.State(), "suspended");
    EXPECT_EQ(job.Priority(), "low");
    EXPECT_EQ(job.CreatedUSec(), created);
    EXPECT_EQ(job.FilesTotal(), 1U);
    EXPECT_EQ(job.GetSettings().at("DisplayName").get<std::string>(), "kept");
    EXPECT_EQ(job.GetSettings().size(), settings.size());
}

TEST_F(Shutdown, ATransferredJobCanBeCompletedAfterTheNextStart) {
    server.serve("/file", {.version = version});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    daemon.restart();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(Shutdown, AnErrorIsRemembered) {
    const auto id = download("/nowhere", "file");
    ASSERT_TRUE(becomes(id, "error"));
    daemon.restart();
    EXPECT_EQ(client.state(id), "error");
    EXPECT_EQ(client.job(id).ErrorCode(), "http-404");
}

TEST_F(Shutdown, AnIdIsNotUsedAgain) {
    const auto id = std::get<0>(client.manager().CreateJob("download", "first", {}));
    client.manager().Cancel(id);
    daemon.restart();
    EXPECT_GT(std::get<0>(client.manager().CreateJob("download", "second", {})), id);
}

TEST_F(Shutdown, ACallThatWasAnsweredIsSavedThoughTheKillFollowsAtOnce) {
    const auto id = std::get<0>(client.manager().CreateJob("download", "saved", {}));
    client.job(id).SetSettings({{"Description", sdbus::Variant{"saved before the answer"}}});
    daemon.kill9();
    daemon.start();
    EXPECT_EQ(client.job(id).GetSettings().at("Description").get<std::string>(),
              "saved before the answer");
}

constexpr const char* exits_soon = "[Transfer]\nIdleExit=50ms\n";

class ServiceOfOneUser : public Bench {
  protected:
    ServiceOfOneUser() : Bench({.policy = exits_soon}) {}
};

TEST_F(ServiceOfOneUser, StaysThoughItIsIdleWhereItWasStartedByHand) {
    client.manager().GetQuota();
    EXPECT_EQ(daemon.wait_for_exit(std::chrono::milliseconds{500}), std::nullopt);
}

class ActivatedServiceOfOneUser : public Bench {
  protected:
    ActivatedServiceOfOneUser()
        : Bench({.policy = exits_soon,
                 .wrapper = {"sh", "-c", "exec \"$@\" --exit-when-idle", "sh"}}) {}
};

TEST_F(ActivatedServiceOfOneUser, EndsWhenItIsIdle) {
    EXPECT_EQ(daemon.wait_for_exit(patience), (Exit{.status = 0, .signal = 0}));
}

}  // namespace

}  // namespace transferd::test
