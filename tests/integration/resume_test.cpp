// SPDX-License-Identifier: MIT
// What a crash leaves on disk is kept, asked about with If-Range, and not fetched again.
#include "support/bench.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace transferd::test {

namespace {

class Resume : public Bench {
  protected:
    /// A download that has been running for about five seconds.
    std::uint64_t running_download() {
        server.serve("/file", {.version = version, .rate = mib});
        const auto id = download("/file", "file");
        EXPECT_TRUE(server.wait_for_bytes("/file", 5 * mib, patience));
        server.serve("/file", {.version = version});
        return id;
    }

    /// The last request went on where the disk ends, and only if the file is still the same.
    void expect_continued(std::uint64_t sent_before) {
        ASSERT_TRUE(server.wait_for_requests(2, patience));
        const auto last = server.requests().back();
        EXPECT_EQ(last.header("if-range"), version.etag);
        const auto range = requested_range(last);
        ASSERT_TRUE(range) << "the file was asked for from its start: Range is "
                           << last.header("range");
        EXPECT_GE(range->first + unsaved, sent_before) << "received bytes are fetched again";
        EXPECT_LE(range->first, sent_before) << "bytes that never came count as received";
    }

    /// What a kill may cost: three seconds' bytes, for a checkpoint and its commit are that old at
    /// most, and one turn of the server's.
    static constexpr std::uint64_t unsaved = 3 * mib + 256 * kib;
    Version version{.size = 16 * mib};
};

TEST_F(Resume, KeepsTheBytesOnDiskWhenTheBrokerIsKilled) {
    const auto id = running_download();
    daemon.kill9();
    const auto sent = server.bytes_sent("/file");
    daemon.start();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    expect_continued(sent);
}

TEST_F(Resume, KeepsTheBytesOnDiskWhenTheWorkerIsKilled) {
    const auto id = running_download();
    const auto workers = daemon.worker_pids();
    ASSERT_EQ(workers.size(), 1U);
    kill_process(workers[0]);
    const auto sent = server.bytes_sent("/file");
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    expect_continued(sent);
}

TEST_F(Resume, KeepsTheBytesOnDiskWhenBothAreKilled) {
    const auto id = running_download();
    const auto workers = daemon.worker_pids();
    daemon.kill9();
    for (const auto worker : workers) kill_process(worker);
    const auto sent = server.bytes_sent("/file");
    daemon.start();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    expect_continued(sent);
}

TEST_F(Resume, KeepsTheBytesOnDiskWhenTheConnectionIsCut) {
    server.serve("/file", {.version = version, .cut_after = 10 * mib, .cuts = 1});
    EXPECT_TRUE(ends_well(download("/file", "file"), in_downloads("file"), version));
    expect_continued(10 * mib);
}

// Without DynamicContent the service may refuse such a server; it may not splice.
TEST_F(Resume, StartsOverOrRefusesWhereTheServerHasNoRanges) {
    server.serve("/file",
                 {.version = version, .ranges = Ranges::ignored, .cut_after = 10 * mib, .cuts = 1});
    const auto id = download("/file", "file", {}, {{"MinimumRetryDelay", sdbus::Variant{5U}}});
    if (client.wait_for_one_of(id, {"transferred", "error"}, patience) == "error") {
        EXPECT_EQ(client.job(id).ErrorCode(), "ranges-unsupported");
    } else {
        EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    }
}

TEST_F(Resume, AKilledBrokerLeavesNoWorkerBehind) {
    running_download();
    const auto workers = daemon.worker_pids();
    ASSERT_EQ(workers.size(), 1U);
    const loop::UniqueFd worker{static_cast<int>(syscall(SYS_pidfd_open, workers[0], 0))};
    ASSERT_TRUE(worker);
    daemon.kill9();
    pollfd ended{worker.get(), POLLIN, 0};
    EXPECT_EQ(poll(&ended, 1, 5000), 1) << "the worker still runs 5 s after its broker was killed";
}

}  // namespace

}  // namespace transferd::test
