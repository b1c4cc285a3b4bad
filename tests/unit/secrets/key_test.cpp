// SPDX-License-Identifier: MIT
#include "broker/secrets/key.hpp"

#include "support/temp_dir.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace transferd {
namespace {

namespace fs = std::filesystem;
using broker::find_key;
using broker::FoundKey;
using broker::Key;

class KeyFile : public testing::Test {
  protected:
    void put(const std::string& content, mode_t mode = 0600) const {
        std::ofstream{file()} << content;
        ::chmod(file().c_str(), mode);
    }
    [[nodiscard]] std::string file() const { return folder.path() / "secrets.key"; }
    [[nodiscard]] FoundKey found() const {
        return find_key({.credentials_directory = {}, .file = file()});
    }
    /// The sentence, or empty where there is a key.
    [[nodiscard]] std::string refusal() const {
        const auto key = found();
        const auto* why = std::get_if<std::string>(&key);
        return why ? *why : "";
    }
    static std::array<std::uint8_t, Key::size> bytes(const FoundKey& key) {
        return std::get<Key>(key).bytes;
    }

    test::TempDir folder;
    const std::string good = std::string(32, 'k');
};

TEST_F(KeyFile, IsMadeOnceAndForItsUserAlone) {
    const auto made = found();
    struct stat info {};
    ASSERT_EQ(::stat(file().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777U, 0600U);
    EXPECT_EQ(info.st_size, 32);
    EXPECT_EQ(bytes(found()), bytes(made));
    EXPECT_NE(bytes(made), (std::array<std::uint8_t, Key::size>{}));
}

TEST_F(KeyFile, IsAnotherInAnotherPlace) {
    const test::TempDir other;
    EXPECT_NE(bytes(found()),
              bytes(find_key({.credentials_directory = {}, .file = other.path() / "secrets.key"})));
}

TEST_F(KeyFile, IsMadeAlsoAfterAStartThatWasCutShort) {
    std::ofstream{file() + ".new"} << "half";
    EXPECT_EQ(refusal(), "");
    EXPECT_FALSE(fs::exists(file() + ".new"));
}

TEST_F(KeyFile, IsRefusedWhereOthersMayReadOrChangeIt) {
    for (const mode_t mode : {0640, 0604, 0620, 0644, 0666}) {
        put(good, mode);
        EXPECT_NE(refusal().find("its mode must be 0600"), std::string::npos) << refusal();
    }
    put(good, 0400);
    EXPECT_EQ(refusal(), "");
}

TEST_F(KeyFile, IsRefusedWhereItIsNoPlainFile) {
    put(good);
    fs::rename(file(), file() + ".elsewhere");
    fs::create_symlink(file() + ".elsewhere", file());
    EXPECT_NE(refusal().find("symbolic link"), std::string::npos) << refusal();
    fs::remove(file());
    fs::create_directory(file());
    EXPECT_NE(refusal(), "");
    fs::remove(file());
    ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0);
    EXPECT_NE(refusal().find("no regular file"), std::string::npos) << refusal();
    fs::remove(file());
    fs::create_hard_link(file() + ".elsewhere", file());
    EXPECT_NE(refusal().find("second name"), std::string::npos) << refusal();
}

TEST_F(KeyFile, IsRefusedWhereItHasAnotherSize) {
    for (const auto& content : {std::string{}, good.substr(1), good + "k"}) {
        put(content);
        EXPECT_NE(refusal().find("not of 32 bytes"), std::string::npos) << refusal();
        EXPECT_EQ(fs::file_size(file()), content.size()) << "it was replaced";
    }
}

TEST_F(KeyFile, IsRefusedWhereItBelongsToSomebodyElse) {
    // The only such file of 32 bytes or none that every machine has.
    const FoundKey key = find_key({.credentials_directory = {}, .file = "/proc/1/comm"});
    EXPECT_NE(std::get<std::string>(key).find("belongs to another user"), std::string::npos);
}

TEST_F(KeyFile, IsNotLookedAtWhereTheSystemGivesACredential) {
    std::ofstream{folder.path() / "transferd.key"} << good;
    const auto key = find_key({.credentials_directory = folder.path(), .file = file()});
    EXPECT_EQ(bytes(key).front(), 'k');
    EXPECT_FALSE(fs::exists(file()));
}

TEST_F(KeyFile, IsMadeWhereTheCredentialsAreOthers) {
    EXPECT_TRUE(std::holds_alternative<Key>(
        find_key({.credentials_directory = folder.path(), .file = file()})));
}

TEST_F(KeyFile, IsMissedWithASentenceWhereOnlyACredentialWouldDo) {
    const auto key = find_key({.credentials_directory = folder.path(), .file = {}});
    EXPECT_NE(std::get<std::string>(key).find("transferd.key"), std::string::npos);
}

}  // namespace
}  // namespace transferd
