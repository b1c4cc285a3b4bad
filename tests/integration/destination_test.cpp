// SPDX-License-Identifier: MIT
// What is where the file shall go.
#include "support/bench.hpp"

#include <fstream>
#include <iterator>

namespace transferd::test {

namespace {

namespace fs = std::filesystem;

class DestinationOf : public Bench {
  protected:
    static void write(const fs::path& file, const std::string& text) {
        std::ofstream{file} << text;
    }
    static std::string text_of(const fs::path& file) {
        std::ifstream in{file};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    void SetUp() override { server.serve("/file", {.version = version}); }

    Version version{.size = 100'000};
    TempDir elsewhere;
};

TEST_F(DestinationOf, ASymlinkIsReplacedAndItsTargetUntouched) {
    const auto target = elsewhere.path() / "target";
    write(target, "mine");
    fs::create_symlink(target, in_downloads("file"));
    EXPECT_TRUE(ends_well(download("/file", "file"), in_downloads("file"), version));
    EXPECT_EQ(text_of(target), "mine");
    EXPECT_FALSE(fs::is_symlink(in_downloads("file")));
}

TEST_F(DestinationOf, ASymlinkPutThereLaterIsReplacedToo) {
    const auto target = elsewhere.path() / "target";
    write(target, "mine");
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    fs::create_symlink(target, in_downloads("file"));
    client.manager().Complete(id);
    EXPECT_TRUE(holds(in_downloads("file"), version));
    EXPECT_EQ(text_of(target), "mine");
}

TEST_F(DestinationOf, AnOldFileIsReplacedByDefault) {
    write(in_downloads("file"), "old");
    EXPECT_TRUE(ends_well(download("/file", "file"), in_downloads("file"), version));
}

TEST_F(DestinationOf, AnOldFileStaysWithIfExistsFail) {
    const auto id = download("/file", "file", {{"IfExists", sdbus::Variant{"fail"}}});
    ASSERT_TRUE(becomes(id, "transferred"));
    write(in_downloads("file"), "old");
    const auto error = error_of([&] { client.manager().Complete(id); });
    EXPECT_TRUE(refused(error, "DestinationExists", {in_downloads("file"), "IfExists=fail"}));
    EXPECT_EQ(text_of(in_downloads("file")), "old");
    EXPECT_EQ(client.state(id), "transferred");
}

TEST_F(DestinationOf, TwoJobsIsRefusedNamingTheFirst) {
    const auto first = std::get<0>(client.manager().CreateJob("download", "first", {}));
    client.job(first).AddFile(server.url("/file"), in_downloads("file"), {});
    const auto second = std::get<0>(client.manager().CreateJob("download", "second", {}));
    const auto error = error_of(
        [&] { client.job(second).AddFile(server.url("/file"), in_downloads("file"), {}); });
    EXPECT_TRUE(refused(error, "DestinationExists", {std::to_string(first)}));
}

TEST_F(DestinationOf, TwoJobsThroughTwoNamesOfOneDirectoryIsRefused) {
    const auto alias = elsewhere.path() / "alias";
    fs::create_directory_symlink(downloads.path(), alias);
    const auto first = std::get<0>(client.manager().CreateJob("download", "first", {}));
    client.job(first).AddFile(server.url("/file"), in_downloads("file"), {});
    const auto error = error_of([&] { client.submit(server.url("/file"), alias / "file"); });
    EXPECT_TRUE(refused(error, "DestinationExists", {std::to_string(first)}));
}

TEST_F(DestinationOf, ADirectoryThatMayNotBeWrittenIsAccessDenied) {
    const auto closed = in_downloads("closed");
    fs::create_directory(closed);
    fs::permissions(closed, fs::perms::owner_read | fs::perms::owner_exec);
    const auto error = error_of([&] { client.submit(server.url("/file"), closed / "file"); });
    EXPECT_TRUE(refused(error, "AccessDenied", {closed}));
    EXPECT_TRUE(client.job_ids().empty());
}

TEST_F(DestinationOf, ADirectoryThatWentAwayIsWaitedForAndTheBytesInItAreKept) {
    const auto place = in_downloads("medium");
    const auto unplugged = elsewhere.path() / "medium";
    fs::create_directory(place);
    const Version large{.size = 4 * mib};
    server.serve("/file", {.version = large, .stall_after = 2 * mib, .stalls = 1});
    const auto id = client.submit(server.url("/file"), place / "file");
    ASSERT_TRUE(server.wait_for_bytes("/file", 2 * mib, patience));
    client.job(id).Suspend();
    fs::rename(place, unplugged);
    client.job(id).Resume();
    ASSERT_TRUE(becomes(id, "transient-error"));
    EXPECT_EQ(client.job(id).ErrorCode(), "destination-unavailable");
    // Where a medium was there is often an empty directory.
    fs::create_directory(place);
    client.job(id).Resume();
    ASSERT_TRUE(becomes(id, "transient-error"));
    EXPECT_TRUE(fs::is_empty(place));
    fs::remove(place);
    fs::rename(unplugged, place);
    client.job(id).Resume();
    EXPECT_TRUE(ends_well(id, place / "file", large));
    EXPECT_NE(server.requests().back().header("range"), "");
}

TEST_F(DestinationOf, APartFileIsForTheOwnerAlone) {
    server.serve("/file", {.version = version, .stall_after = 50'000});
    download("/file", "file");
    ASSERT_TRUE(server.wait_for_bytes("/file", 50'000, patience));
    const auto names = names_in_downloads();
    ASSERT_EQ(names.size(), 1U);
    EXPECT_TRUE(names[0].starts_with(".file.") && names[0].ends_with(".part")) << names[0];
    EXPECT_EQ(fs::status(in_downloads(names[0])).permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(DestinationOf, APlannedPartFileThatIsALinkIsNotFollowed) {
    const auto target = elsewhere.path() / "target";
    write(target, "mine");
    const auto id = std::get<0>(client.manager().CreateJob("download", "linked", {}));
    auto job = client.job(id);
    job.AddFile(server.url("/file"), in_downloads("file"), {});
    fs::create_symlink(target, in_downloads(".file." + std::to_string(id) + "-0.part"));
    job.Resume();
    EXPECT_NE(client.wait_for_one_of(id, {"error", "transient-error", "transferred"}, patience),
              "queued");
    EXPECT_EQ(text_of(target), "mine");
}

}  // namespace

}  // namespace transferd::test
