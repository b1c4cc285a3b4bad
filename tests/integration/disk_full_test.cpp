// SPDX-License-Identifier: MIT
// A disk, or a quota, that is full before the file is whole: the kernel's answer is injected.
#include "support/bench.hpp"

#include <filesystem>
#include <fstream>

namespace transferd::test {

namespace {

class Full : public Bench {
  protected:
    /// From the next start on the worker's writes fail with that errno. The broker takes the worker
    /// beside itself: a script that has strace answer for the kernel.
    void let_writes_fail_with(const std::string& error) {
        std::filesystem::copy_file(program_directory() / "transferd",
                                   programs.path() / "transferd");
        const auto script = programs.path() / "transfer-worker";
        std::ofstream{script}
            << "#!/bin/sh\nASAN_OPTIONS=detect_leaks=0\nexport ASAN_OPTIONS\nexec strace -f -qq -o "
               "/dev/null -e trace=pwrite64 -e "
               "inject=pwrite64:error="
            << error << " " << program_directory() / "transfer-worker"
            << " \"$@\"\n";
        std::filesystem::permissions(script, std::filesystem::perms::owner_all);
        daemon.change({.programs = programs.path()});
    }
    /// The job ends in `code`, keeps what it has, and goes on from there once there is room.
    void expect_kept(const std::string& error, const std::string& code) {
        server.serve("/file", {.version = version, .stall_after = 8 * mib, .stalls = 1});
        const auto id = download("/file", "file");
        ASSERT_TRUE(server.wait_for_bytes("/file", 8 * mib, patience));
        ASSERT_TRUE(daemon.stop());
        let_writes_fail_with(error);
        daemon.start();
        ASSERT_TRUE(becomes(id, "error"));
        EXPECT_EQ(client.job(id).ErrorCode(), code);
        const auto message = client.job(id).GetError().at("Message").get<std::string>();
        const auto kept = client.job(id).BytesTransferred();
        EXPECT_GT(kept, 0U);
        EXPECT_NE(message.find(std::to_string(version.size - kept) + " bytes are missing"),
                  std::string::npos)
            << message << ", " << kept << " bytes are kept";
        ASSERT_TRUE(daemon.stop());
        daemon.change({});
        daemon.start();
        client.manager().Resume(id);
        EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
        EXPECT_EQ(server.requests().back().header("range"), "bytes=" + std::to_string(kept) + "-");
    }

    TempDir programs;
    Version version{.size = 12 * mib};
};

TEST_F(Full, DiskKeepsWhatIsThereNamesWhatIsMissingAndLetsResumeGoOn) {
    expect_kept("ENOSPC", "disk-full");
}

TEST_F(Full, QuotaKeepsWhatIsThereNamesWhatIsMissingAndLetsResumeGoOn) {
    expect_kept("EDQUOT", "quota-exceeded");
}

}  // namespace

}  // namespace transferd::test
