// SPDX-License-Identifier: MIT
// Where others were measured to leave wrong bytes under the final name: first one of them does so
// with this very server in this very run, then ours does not.
#include "integration/peers.hpp"

namespace transferd::test {

namespace {

class EveryPeer : public PeerBench, public testing::WithParamInterface<Peer> {};

// "resume, content changed"
TEST_P(EveryPeer, SplicesTwoVersionsAndWeDoNot) {
    const Resource changes{.version = first,
                           .cut_after = 2 * mib,
                           .cuts = 1,
                           .next_version = second,
                           .next_from_request = 2};
    server.serve("/file", changes);
    EXPECT_NE(let(GetParam()), 0);
    ASSERT_EQ(let(GetParam()), 0) << "it did not report success";
    EXPECT_EQ(std::filesystem::file_size(theirs()), second.size);
    const auto of_the_first = matching_bytes(theirs(), first);
    EXPECT_GT(of_the_first, mib) << "this server tempts nobody";
    EXPECT_LE(of_the_first, 2 * mib);

    server.serve("/file", changes);
    EXPECT_TRUE(ends_well(download("/file", "file"), ours(), second));
}

// "SIGKILL": half a file under the final name
TEST_P(EveryPeer, LeavesHalfAFileUnderTheFinalNameWhenItIsKilledAndWeDoNot) {
    const Resource stalls{.version = first, .stall_after = 2 * mib, .stalls = 1};
    server.serve("/file", stalls);
    {
        auto peer = started(GetParam());
        ASSERT_TRUE(server.wait_for_bytes("/file", 2 * mib, patience));
        peer.send(SIGKILL);
        ASSERT_TRUE(peer.wait(patience));
    }
    EXPECT_TRUE(std::filesystem::exists(theirs()));
    EXPECT_FALSE(holds(theirs(), first));

    server.hang_up();
    server.serve("/file", stalls);
    const auto sent = server.bytes_sent("/file");
    const auto id = download("/file", "file");
    ASSERT_TRUE(server.wait_for_bytes("/file", sent + 2 * mib, patience));
    const auto workers = daemon.worker_pids();
    daemon.kill9();
    for (const auto worker : workers) kill_process(worker);
    EXPECT_FALSE(std::filesystem::exists(ours()));
    daemon.start();
    EXPECT_TRUE(ends_well(id, ours(), first));
}

INSTANTIATE_TEST_SUITE_P(Of, EveryPeer, testing::Values(curl, wget, aria2),
                         [](const auto& peer) { return std::string(peer.param.name); });

class WithoutRanges : public PeerBench, public testing::WithParamInterface<Peer> {};

// "resume, server now ignores Range"
TEST_P(WithoutRanges, APeerGivesUpWithHalfAFileUnderTheFinalNameAndWeStartOver) {
    const Resource forgets{
        .version = first, .ranges = Ranges::ignored, .cut_after = 2 * mib, .cuts = 1};
    server.serve("/file", forgets);
    EXPECT_NE(let(GetParam()), 0);
    EXPECT_NE(let(GetParam()), 0);
    EXPECT_TRUE(std::filesystem::exists(theirs()));
    EXPECT_FALSE(holds(theirs(), first));

    server.serve("/file", forgets);
    EXPECT_TRUE(ends_well(download("/file", "file", {}, quick_retry), ours(), first));
}

INSTANTIATE_TEST_SUITE_P(Of, WithoutRanges, testing::Values(curl, aria2),
                         [](const auto& peer) { return std::string(peer.param.name); });

// "wrong sha256"
TEST_P(EveryPeer, PublishesWhateverComesAndWeCheckTheDigest) {
    server.serve("/file", {.version = second});
    EXPECT_EQ(let(GetParam()), 0);
    EXPECT_FALSE(holds(theirs(), first));

    const auto id =
        download("/file", "file", {{"Digest", sdbus::Variant{"sha256:" + sha256_of(first)}}});
    ASSERT_TRUE(becomes(id, "error"));
    EXPECT_EQ(client.job(id).ErrorCode(), "digest-mismatch");
    EXPECT_FALSE(std::filesystem::exists(ours()));
}

// "resume, same content": everybody's is right; ours fetches nothing twice.
TEST_F(PeerBench, ResumesTheSameContentWithTheRestAlone) {
    server.serve("/file", {.version = first, .cut_after = 2 * mib, .cuts = 1});
    EXPECT_NE(let(curl), 0);
    EXPECT_EQ(let(curl), 0);
    EXPECT_TRUE(holds(theirs(), first));

    const auto before = server.bytes_sent("/file");
    server.serve("/file", {.version = first, .cut_after = 2 * mib, .cuts = 1});
    EXPECT_TRUE(ends_well(download("/file", "file"), ours(), first));
    EXPECT_LE(server.bytes_sent("/file") - before, first.size + 64 * kib);
}

}  // namespace

}  // namespace transferd::test
