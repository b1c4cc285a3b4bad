// SPDX-License-Identifier: MIT
// Where others were measured to lose what they had, or to do what nobody may make them do: first
// one of them does so in this very run, then ours does not.
#include "integration/peers.hpp"
#include "support/ports.hpp"

#include <functional>
#include <iterator>

namespace transferd::test {

namespace {

/// Looks again and again, for no event tells.
bool is_seen(const std::function<bool()>& there) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!there())
        if (std::chrono::steady_clock::now() > end) return false;
    return true;
}

bool appears(const std::filesystem::path& file) {
    return is_seen([&] { return std::filesystem::exists(file); });
}

bool grows_to(const std::filesystem::path& file, std::uint64_t size) {
    std::error_code missing;
    return is_seen([&] { return std::filesystem::file_size(file, missing) == size; });
}

// "aria2 x4, SIGKILL": the final name exists at full size from the first second.
TEST_F(PeerBench, ShowsNoFileOfZerosWhenItIsKilled) {
    // Smaller ones it does not allocate.
    first.size = 8 * mib;
    const Resource stalls{.version = first, .stall_after = 256 * kib};
    server.serve("/file", stalls);
    Process peer{
        {.argv = {"aria2c", "--no-conf", "-q", "-x4", "-s4", "-k1M", "--file-allocation=prealloc",
                  "-d", theirs().parent_path(), "-o", "file", server.url("/file")},
         .output = Output::captured}};
    EXPECT_TRUE(grows_to(theirs(), first.size));
    peer.send(SIGKILL);
    ASSERT_TRUE(peer.wait(patience));
    EXPECT_GT(matching_bytes(theirs(), {.seed = 0, .size = first.size}), 0U);

    server.hang_up();
    const auto sent = server.bytes_sent("/file");
    server.serve("/file", stalls);
    const auto id = download("/file", "file");
    ASSERT_TRUE(server.wait_for_bytes("/file", sent + 256 * kib, patience));
    daemon.kill9();
    EXPECT_FALSE(std::filesystem::exists(ours()));
    server.serve("/file", {.version = first});
    daemon.start();
    EXPECT_TRUE(ends_well(id, ours(), first));
}

// "aria2 RPC daemon with --save-session, SIGKILL": its queue is gone.
TEST_F(PeerBench, StillHasItsQueueWhenItIsKilled) {
    server.serve("/file", {.version = first, .stall_after = 256 * kib});
    const auto session = theirs().parent_path() / "session";
    Process peer{{.argv = {"aria2c", "--no-conf", "-q", "--enable-rpc=false",
                           "--save-session=" + session.string(), "-d", theirs().parent_path(), "-o",
                           "file", server.url("/file")},
                  .output = Output::captured}};
    ASSERT_TRUE(server.wait_for_bytes("/file", 256 * kib, patience));
    peer.send(SIGKILL);
    ASSERT_TRUE(peer.wait(patience));
    std::ifstream saved{session};
    EXPECT_EQ((std::string{std::istreambuf_iterator<char>{saved}, {}}), "");

    const auto id = download("/file", "file");
    daemon.kill9();
    daemon.start();
    EXPECT_EQ(client.job_ids(), std::vector<std::uint64_t>{id});
    server.serve("/file", {.version = first});
    server.hang_up();
    EXPECT_TRUE(ends_well(id, ours(), first));
}

// "SIGKILL after completion": it is still there to be collected.
TEST_F(PeerBench, KeepsWhatIsFinishedAndNotCollectedWhenItIsKilled) {
    server.serve("/file", {.version = first});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    daemon.kill9();
    daemon.start();
    EXPECT_EQ(client.state(id), "transferred");
    EXPECT_TRUE(ends_well(id, ours(), first));
}

// "connection refused": gone at once, without a second try.
TEST_F(PeerBench, WaitsForAServerThatIsNotThereYet) {
    const auto nobody = "http://127.0.0.1:" + std::to_string(free_ports(1).front()) + "/file";
    EXPECT_NE(run({.argv = by_wget(nobody, theirs())}).exit.status, 0);
    EXPECT_FALSE(std::filesystem::exists(theirs()));

    const auto id = client.submit(nobody, ours());
    ASSERT_TRUE(becomes(id, "transient-error"));
    EXPECT_EQ(client.job(id).ErrorCode(), "connection-refused");
    server.serve("/file", {.version = first});
    client.job(id).SetRemoteUrl(0, server.url("/file"));
    client.manager().Resume(id);
    EXPECT_TRUE(ends_well(id, ours(), first));
}

// "three downloads started by one app: strictly serial"
TEST_F(PeerBench, FetchesBesideADownloadThatStalls) {
    server.serve("/stalls", {.version = first, .stall_after = mib});
    server.serve("/file", {.version = first});
    server.serve("/other", {.version = second});
    download("/stalls", "stalls");
    ASSERT_TRUE(server.wait_for_bytes("/stalls", mib, patience));
    const auto one = download("/file", "file");
    const auto two = download("/other", "other");
    EXPECT_TRUE(ends_well(one, ours(), first));
    EXPECT_TRUE(ends_well(two, in_downloads("other"), second));
}

// "post-download-command from an unconfined caller: executed"
TEST_F(PeerBench, RunsNoCommand) {
    const auto mark = theirs().parent_path() / "mark";
    const auto script = theirs().parent_path() / "script";
    std::ofstream{script} << "#!/bin/sh\n: >" << mark.string() << "\n";
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    server.serve("/file", {.version = first});
    run({.argv = {"aria2c", "--no-conf", "-q", "--on-download-complete=" + script.string(), "-d",
                  theirs().parent_path(), "-o", "file", server.url("/file")}});
    EXPECT_TRUE(std::filesystem::exists(mark));

    for (const auto* key : {"PostDownloadCommand", "NotifyCommand", "post-download-command"})
        EXPECT_TRUE(refused(error_of([&] {
                                download("/file", "file", {}, {{key, sdbus::Variant{"/bin/true"}}});
                            }),
                            "InvalidArgs", {key}));
}

// "cancel"
TEST_F(PeerBench, LeavesNothingWhenItIsCancelled) {
    const Resource stalls{.version = first, .stall_after = mib};
    server.serve("/file", stalls);
    {
        auto peer = started(curl);
        ASSERT_TRUE(server.wait_for_bytes("/file", mib, patience));
        // What was sent may not be written yet.
        ASSERT_TRUE(appears(theirs()));
        peer.send(SIGINT);
        ASSERT_TRUE(peer.wait(patience));
    }
    EXPECT_TRUE(std::filesystem::exists(theirs()));

    const auto sent = server.bytes_sent("/file");
    const auto id = download("/file", "file");
    ASSERT_TRUE(server.wait_for_bytes("/file", sent + mib, patience));
    EXPECT_TRUE(client.manager().Cancel(id).empty());
    EXPECT_EQ(names_in_downloads(), std::vector<std::string>{});
}

// An error page for a file.
TEST_F(PeerBench, TakesNoErrorForAFile) {
    server.serve("/file", {.status = 404});
    EXPECT_EQ(let(curl), 0);
    EXPECT_TRUE(std::filesystem::exists(theirs()));

    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "error"));
    EXPECT_EQ(client.job(id).ErrorCode(), "http-404");
    EXPECT_FALSE(std::filesystem::exists(ours()));
}

}  // namespace

}  // namespace transferd::test
