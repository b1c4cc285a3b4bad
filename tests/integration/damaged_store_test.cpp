// SPDX-License-Identifier: MIT
// The whole product on a database that is damaged or none of its own.
#include "support/bench.hpp"

#include <fstream>
#include <iterator>

namespace transferd::test {

namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

class DamagedStore : public Bench {
  protected:
    [[nodiscard]] fs::path database() const { return daemon.state_directory() / "jobs.sqlite"; }
    [[nodiscard]] fs::path errors() const { return log_.path() / "errors"; }

    /// What the broker says from its next start on.
    void keep_errors() {
        daemon.change({.wrapper = {"sh", "-c", "exec \"$@\" 2>>'" + errors().string() + "'", "sh"},
                       .start = Start::by_the_test});
    }
    void overwrite(std::size_t from, std::size_t size) const {
        std::fstream file{database(), std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(static_cast<std::streamoff>(from));
        file << std::string(size, '#');
    }
    /// Without their logs.
    [[nodiscard]] std::size_t asides() const {
        std::size_t count = 0;
        for (const auto& entry : fs::directory_iterator{daemon.state_directory()}) {
            const std::string name = entry.path().filename();
            if (name.starts_with("jobs.sqlite.damaged-") && !name.ends_with("-wal")) ++count;
        }
        return count;
    }
    [[nodiscard]] testing::AssertionResult was_said(const std::string& words) const {
        const auto said = bytes_of(errors());
        if (said.find(words) != std::string::npos) return testing::AssertionSuccess();
        return testing::AssertionFailure() << "not '" << words << "', but: " << said;
    }

    TempDir log_;
    Version version{.size = 4 * mib};
};

TEST_F(DamagedStore, GoesOnWithItsJobsBehindAHeaderOfGarbage) {
    server.serve("/file", {.version = version, .rate = mib});
    const auto id = download("/file", "file");
    EXPECT_TRUE(server.wait_for_bytes("/file", mib, patience));
    ASSERT_TRUE(daemon.stop());
    overwrite(0, 100);
    keep_errors();
    server.serve("/file", {.version = version});
    daemon.start();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    EXPECT_TRUE(was_said("1 job was salvaged, 0 could not be"));
    EXPECT_EQ(asides(), 1U);
}

TEST_F(DamagedStore, KeepsThePartFilesOfJobsThatAreLost) {
    server.serve("/file", {.version = version, .rate = mib});
    const auto id = download("/file", "file");
    EXPECT_TRUE(server.wait_for_bytes("/file", mib, patience));
    ASSERT_TRUE(daemon.stop());
    const auto parts = names_in_downloads();
    ASSERT_EQ(parts.size(), 1U);
    overwrite(0, fs::file_size(database()));
    keep_errors();
    daemon.start();
    EXPECT_TRUE(client.job_ids().empty());
    EXPECT_EQ(names_in_downloads(), parts);
    EXPECT_TRUE(was_said("0 jobs were salvaged, "));
    EXPECT_GT(client.submit(server.url("/file"), in_downloads("file")), id);
}

TEST_F(DamagedStore, EndsWithAFailureWhereItMeetsDamageAndSalvagesAtTheNextStart) {
    constexpr int jobs = 50;
    constexpr std::size_t page = 4096;
    // More than SQLite keeps in memory.
    const auto url = [&](int i) {
        return server.url("/" + std::string(7'000, 'x') + std::to_string(i));
    };
    for (int i = 0; i < jobs; ++i) {
        std::vector<File> files;
        files.reserve(6);
        for (int j = 0; j < 6; ++j)
            files.emplace_back(std::make_tuple(
                url(j), in_downloads(std::to_string(i) + "-" + std::to_string(j)).string(),
                Options{}));
        const auto id = std::get<0>(client.manager().CreateJob("download", "kept", {}));
        client.job(id).AddFiles(files);
    }
    ASSERT_TRUE(daemon.stop());
    keep_errors();
    daemon.start();
    const auto ids = client.job_ids();
    ASSERT_EQ(ids.size(), static_cast<std::size_t>(jobs));
    overwrite(20 * page, fs::file_size(database()) - 60 * page);
    for (const auto id : ids)
        if (error_of([&] { client.manager().Cancel(id); })) break;
    EXPECT_EQ(daemon.wait_for_exit(patience), (Exit{.status = 1, .signal = 0}));
    EXPECT_TRUE(was_said("transferd ends; at its next start it salvages what can be read"));
    daemon.start();
    EXPECT_EQ(asides(), 1U);
    EXPECT_TRUE(was_said(" salvaged, "));
    EXPECT_LT(client.job_ids().size(), ids.size());
}

/// `transferd --session` by hand, on the state of this daemon.
class RefusedStore : public DamagedStore {
  protected:
    Finished start_by_hand() {
        return run({.argv = {program_directory() / "transferd", "--session"},
                    .environment = daemon.environment()});
    }
};

TEST_F(RefusedStore, IsLeftAsItIsWhereItIsOfANewerVersion) {
    ASSERT_TRUE(daemon.stop());
    constexpr std::size_t user_version = 60;
    std::fstream file{database(), std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(user_version).write("\0\0\3\350", 4);
    file.close();
    const auto before = bytes_of(database());
    const auto finished = start_by_hand();
    EXPECT_EQ(finished.exit, (Exit{.status = 1, .signal = 0}));
    const auto& said = finished.output;
    EXPECT_NE(said.find("transferd: The database " + database().string() +
                        " has schema 1000, but this transferd knows only "),
              std::string::npos)
        << said;
    EXPECT_TRUE(
        said.ends_with("it was written by a newer version. Install that version again, or "
                       "move the file away to begin without its jobs\n"))
        << said;
    EXPECT_EQ(bytes_of(database()), before);
    EXPECT_EQ(asides(), 0U);
}

TEST_F(RefusedStore, IsUsedByOneBrokerAlone) {
    const auto finished = start_by_hand();
    EXPECT_EQ(finished.exit, (Exit{.status = 1, .signal = 0}));
    EXPECT_NE(finished.output.find("is in use by another transferd"), std::string::npos)
        << finished.output;
}

}  // namespace

}  // namespace transferd::test
