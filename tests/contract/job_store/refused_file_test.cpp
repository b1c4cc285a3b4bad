// SPDX-License-Identifier: MIT
// Something else in the database's place is refused with a sentence, and nothing is touched.
#include "broker/store/migrations.hpp"
#include "salvage_fixture.hpp"

#include <fcntl.h>
#include <sys/stat.h>

namespace transferd::test {
namespace {

namespace fs = std::filesystem;

class RefusedFile : public testing::Test {
  protected:
    [[nodiscard]] std::string path() const { return folder_.path() / "jobs.db"; }

    /// What open_database says; the folder has the same names as before.
    std::string refusal() {
        const auto before = names();
        std::string said;
        try {
            broker::open_database(path(), core::JobId{7},
                                  [&](const std::string& sentence) { said += sentence; });
            said = "it was opened: " + said;
        } catch (const std::exception& error) {
            said += error.what();
        }
        EXPECT_EQ(names(), before);
        return said;
    }
    [[nodiscard]] std::set<std::string> names() const {
        std::set<std::string> all;
        for (const auto& entry : fs::directory_iterator{folder_.path()})
            all.insert(entry.path().filename());
        return all;
    }

    TempDir folder_;
};

TEST_F(RefusedFile, IsADirectory) {
    fs::create_directory(path());
    EXPECT_EQ(refusal(), "The database " + path() +
                             " is a directory: move it away, and transferd begins a new one");
}

TEST_F(RefusedFile, IsASymbolicLink) {
    write_bytes(folder_.path() / "elsewhere", "");
    fs::create_symlink(folder_.path() / "elsewhere", path());
    EXPECT_EQ(refusal(), "The database " + path() +
                             " is a symbolic link: move it away, and transferd begins a new one");
    EXPECT_EQ(fs::file_size(folder_.path() / "elsewhere"), 0U);
}

TEST_F(RefusedFile, IsAFifo) {
    ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
    EXPECT_EQ(refusal(), "The database " + path() +
                             " is no regular file: move it away, and transferd begins a new one");
}

TEST_F(RefusedFile, IsAFifoInThePlaceOfItsLog) {
    ASSERT_EQ(::mkfifo((path() + "-wal").c_str(), 0600), 0);
    EXPECT_EQ(refusal().substr(0, path().size() + 37),
              "The database " + path() + "-wal is no regular file:");
}

TEST_F(RefusedFile, MayNotBeReadOrWritten) {
    for (const mode_t mode : {0U, 0400U, 0200U}) {
        write_bytes(path(), "who knows what");
        ASSERT_EQ(::chmod(path().c_str(), mode), 0);
        EXPECT_EQ(refusal(), "read and write the database " + path() + ": Permission denied");
        fs::remove(path());
    }
}

TEST_F(RefusedFile, MayBeWrittenByOthers) {
    for (const mode_t mode : {0602U, 0620U, 0666U}) {
        write_bytes(path(), "who knows whose");
        ASSERT_EQ(::chmod(path().c_str(), mode), 0);
        EXPECT_TRUE(refusal().starts_with("The database " + path() + " may be written by others"));
        EXPECT_EQ(bytes_of(path()), "who knows whose");
        EXPECT_EQ(fs::status(path()).permissions(), fs::perms{mode});
        fs::remove(path());
    }
}

TEST_F(RefusedFile, IsInADirectoryThatMayNotBeWritten) {
    ASSERT_EQ(::chmod(folder_.path().c_str(), 0500), 0);
    EXPECT_EQ(refusal(), "create the database " + path() + ": Permission denied");
    ASSERT_EQ(::chmod(folder_.path().c_str(), 0700), 0);
}

class OtherDatabase : public RefusedFile, public testing::WithParamInterface<const char*> {};

TEST_P(OtherDatabase, IsLeftAsItIs) {
    broker::Database{path()}.script(GetParam());
    const auto before = bytes_of(path());
    const auto said = refusal();
    EXPECT_TRUE(said.ends_with("move it away, and transferd begins a new one") ||
                said.ends_with("or move the file away to begin without its jobs"))
        << said;
    EXPECT_EQ(bytes_of(path()), before);
}

INSTANTIATE_TEST_SUITE_P(
    Each, OtherDatabase,
    testing::Values("PRAGMA application_id = 5; CREATE TABLE theirs (x)", "CREATE TABLE theirs (x)",
                    "PRAGMA application_id = 0x54726664; PRAGMA user_version = 1000;"
                    "CREATE TABLE jobs (x); INSERT INTO jobs VALUES (1)"));

/// Also what the newer program had only in its log when it was killed.
TEST_F(RefusedFile, IsANewerDatabaseWithItsLog) {
    {
        const OpenStore open{folder_.path()};
        open.database->script("PRAGMA user_version = 1000");
        fs::copy_file(path(), path() + ".copy");
        fs::copy_file(path() + "-wal", path() + ".copy-wal");
    }
    for (const std::string end : {"", "-wal"}) fs::rename(path() + ".copy" + end, path() + end);
    const auto before = bytes_of(path());
    const auto log = bytes_of(path() + "-wal");
    ASSERT_FALSE(log.empty());
    EXPECT_NE(refusal().find("has schema 1000, but this transferd knows only"), std::string::npos);
    EXPECT_EQ(bytes_of(path()), before);
    EXPECT_EQ(bytes_of(path() + "-wal"), log);
}

}  // namespace
}  // namespace transferd::test
