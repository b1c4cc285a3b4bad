// SPDX-License-Identifier: MIT
// A large file of a foreground job in several ranges at once, from the bus to the published file,
// also where somebody stops in the middle of it.
#include "support/bench.hpp"

#include <algorithm>

namespace transferd::test {

namespace {

const Options foreground{{"Priority", sdbus::Variant{"foreground"}}};

class ParallelRanges : public Bench {
  protected:
    /// Several ranges of it are under way.
    std::uint64_t running_download(std::uint64_t bytes) {
        server.serve("/file", {.version = version, .rate = 4 * mib});
        const auto id = download("/file", "file", {}, foreground);
        EXPECT_TRUE(server.wait_for_bytes("/file", bytes, patience));
        EXPECT_GE(ranges(), 3U);
        return id;
    }
    [[nodiscard]] std::size_t ranges() const {
        const auto requests = server.requests();
        return static_cast<std::size_t>(std::ranges::count_if(requests, is_bounded));
    }
    /// The file is right, and what was there when it was stopped was not fetched again.
    void expect_continued(std::uint64_t id) {
        server.serve("/file", {.version = version});
        EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
        const auto requests = server.requests();
        const auto again =
            std::ranges::find_if_not(requests.begin() + 1, requests.end(), is_bounded);
        ASSERT_NE(again, requests.end()) << "a resumed file begins in one stream";
        EXPECT_EQ(again->header("if-range"), version.etag);
        const auto range = requested_range(*again);
        ASSERT_TRUE(range) << "it starts over";
        EXPECT_GT(range->first, 0U);
    }
    static bool is_bounded(const Request& request) {
        const auto range = requested_range(request);
        return range && range->last;
    }

    /// At 16 MiB a second; they come every two seconds, and a disk may be slow.
    static constexpr std::uint64_t after_a_checkpoint = 64 * mib;
    Version version{.size = 96 * mib};
};

TEST_F(ParallelRanges, AreAskedForByAForegroundJob) {
    server.serve("/file", {.version = version, .rate = 40 * mib});
    EXPECT_TRUE(
        ends_well(download("/file", "file", {}, foreground), in_downloads("file"), version));
    EXPECT_GE(ranges(), 3U);
}

TEST_F(ParallelRanges, AreNotAskedForByABackgroundJob) {
    server.serve("/file", {.version = version, .rate = 40 * mib});
    EXPECT_TRUE(ends_well(download("/file", "file"), in_downloads("file"), version));
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(ParallelRanges, GoOnFromTheFirstGapAfterAPause) {
    const auto id = running_download(40 * mib);
    client.job(id).Suspend();
    client.job(id).Resume();
    expect_continued(id);
}

TEST_F(ParallelRanges, GoOnFromTheFirstGapAfterTheWorkerIsKilled) {
    const auto id = running_download(after_a_checkpoint);
    const auto workers = daemon.worker_pids();
    ASSERT_EQ(workers.size(), 1U);
    kill_process(workers[0]);
    expect_continued(id);
}

TEST_F(ParallelRanges, GoOnFromTheFirstGapAfterBothAreKilled) {
    const auto id = running_download(after_a_checkpoint);
    const auto workers = daemon.worker_pids();
    daemon.kill9();
    for (const auto worker : workers) kill_process(worker);
    daemon.start();
    expect_continued(id);
}

TEST_F(ParallelRanges, AreShownAsProgressWhileTheyLieBehindAGap) {
    server.serve("/file",
                 {.version = version, .stall_after = 2 * mib, .stalls = 1, .rate = 5 * mib});
    const auto id = download("/file", "file", {}, foreground);
    const auto end = std::chrono::steady_clock::now() + patience;
    while (client.job(id).BytesTransferred() < 16 * mib)
        ASSERT_LT(std::chrono::steady_clock::now(), end);
    const auto requests = server.requests();
    EXPECT_FALSE(std::ranges::any_of(requests, [](const Request& request) {
        const auto range = requested_range(request);
        return range && range->first == 2 * mib;
    })) << "the gap is being filled";
    server.serve("/file", {.version = version});
    client.job(id).Suspend();
    EXPECT_LT(client.job(id).BytesTransferred(), 16 * mib) << "they are not kept";
    client.job(id).Resume();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

}  // namespace

}  // namespace transferd::test
