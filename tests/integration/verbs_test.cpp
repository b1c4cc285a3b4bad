// SPDX-License-Identifier: MIT
// Suspend, Resume, Complete and Cancel while bytes move and after.
#include "support/bench.hpp"

namespace transferd::test {

namespace {

class Verbs : public Bench {
  protected:
    std::uint64_t slow_download() {
        server.serve("/file", {.version = version, .rate = mib});
        const auto id = download("/file", "file");
        EXPECT_TRUE(server.wait_for_bytes("/file", mib, patience));
        return id;
    }
    Version version{.size = 8 * mib};
};

TEST_F(Verbs, SuspendStopsTheBytes) {
    const auto id = slow_download();
    client.manager().Suspend(id);
    ASSERT_TRUE(becomes(id, "suspended"));
    EXPECT_FALSE(server.wait_for_bytes("/file", version.size, std::chrono::seconds{2}));
    const auto sent = server.bytes_sent("/file");
    EXPECT_FALSE(server.wait_for_bytes("/file", sent + 1, std::chrono::seconds{1}));
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(Verbs, ResumeGoesOnWhereSuspendStopped) {
    const auto id = slow_download();
    client.manager().Suspend(id);
    ASSERT_TRUE(becomes(id, "suspended"));
    server.serve("/file", {.version = version});
    client.manager().Resume(id);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    const auto range = requested_range(server.requests().back());
    ASSERT_TRUE(range) << "the file was fetched from its start";
    EXPECT_GE(range->first, mib / 2);
    EXPECT_EQ(server.requests().back().header("if-range"), version.etag);
}

TEST_F(Verbs, CancelLeavesNothing) {
    const auto id = slow_download();
    ASSERT_FALSE(names_in_downloads().empty()) << "there was nothing to remove";
    EXPECT_TRUE(client.manager().Cancel(id).empty());
    EXPECT_TRUE(names_in_downloads().empty()) << names_in_downloads().front();
    const auto removed = client.wait_for_signal("JobRemoved", id, patience);
    ASSERT_TRUE(removed);
    EXPECT_EQ(removed->detail, "cancelled");
    EXPECT_TRUE(client.job_ids().empty());
}

TEST_F(Verbs, CancelOfATransferredJobLeavesNothing) {
    server.serve("/file", {.version = version});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    client.manager().Cancel(id);
    EXPECT_TRUE(names_in_downloads().empty());
}

TEST_F(Verbs, CompleteOfAPartialJobPublishesWhatIsWhole) {
    const Version small{.seed = 5, .size = 1000};
    server.serve("/small", {.version = small});
    server.serve("/file", {.version = version, .stall_after = mib});
    const std::vector<File> files{
        File{std::make_tuple(server.url("/small"), in_downloads("small").string(), Options{})},
        File{std::make_tuple(server.url("/file"), in_downloads("file").string(), Options{})}};
    const auto id = std::get<0>(client.manager().Submit("download", "partial", files, {}));
    ASSERT_TRUE(client.wait_for_signal("FileTransferred", id, patience));
    const auto [published, discarded, leftovers] = client.manager().Complete(id);
    EXPECT_EQ(published, 1U);
    EXPECT_EQ(discarded, 1U);
    EXPECT_TRUE(leftovers.empty());
    EXPECT_TRUE(holds(in_downloads("small"), small));
    EXPECT_EQ(names_in_downloads(), std::vector<std::string>{"small"});
}

TEST_F(Verbs, CompleteWithNothingTransferredDiscards) {
    server.serve("/file", {.version = version, .stall_after = mib});
    const auto id = download("/file", "file");
    ASSERT_TRUE(server.wait_for_bytes("/file", mib, patience));
    EXPECT_EQ(client.manager().Complete(id), (std::tuple{0U, 1U, std::vector<std::string>{}}));
    EXPECT_TRUE(names_in_downloads().empty());
}

TEST_F(Verbs, ResumeOfAJobWithoutFilesIsEmptyJob) {
    const auto id = std::get<0>(client.manager().CreateJob("download", "empty", {}));
    EXPECT_TRUE(refused(error_of([&] { client.manager().Resume(id); }), "EmptyJob"));
    EXPECT_EQ(client.state(id), "suspended");
}

TEST_F(Verbs, ResumeOfATransferredJobIsEmptyJob) {
    server.serve("/file", {.version = version});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    EXPECT_TRUE(refused(error_of([&] { client.manager().Resume(id); }), "EmptyJob"));
    EXPECT_EQ(client.state(id), "transferred");
}

TEST_F(Verbs, SuspendOfATransferredJobKeepsTheState) {
    server.serve("/file", {.version = version});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    client.manager().Suspend(id);
    EXPECT_EQ(client.state(id), "transferred");
}

TEST_F(Verbs, AFinalJobRefusesEveryVerb) {
    const auto id = std::get<0>(client.manager().CreateJob("download", "final", {}));
    client.manager().Cancel(id);
    auto job = client.job(id);
    EXPECT_EQ(job.State(), "cancelled") << "a final job stays readable for 30 s";
    EXPECT_TRUE(refused(error_of([&] { job.Resume(); }), "InvalidState"));
    EXPECT_TRUE(refused(error_of([&] { job.Suspend(); }), "InvalidState"));
    EXPECT_TRUE(refused(error_of([&] { job.Complete(); }), "InvalidState"));
    EXPECT_TRUE(refused(error_of([&] { job.Cancel(); }), "InvalidState"));
}

}  // namespace

}  // namespace transferd::test
