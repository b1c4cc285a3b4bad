// SPDX-License-Identifier: MIT
#include "client/destination.hpp"

#include "client/client_error.hpp"

#include <filesystem>

#include <gtest/gtest.h>

namespace transferd::client {
namespace {

constexpr const char* url = "https://example.org/disk.iso";

TEST(Destination, IsTheUrlsNameInTheWorkingDirectoryIfNothingIsGiven) {
    EXPECT_EQ(destination(url, ""), std::filesystem::current_path() / "disk.iso");
}

TEST(Destination, MakesARelativePathAbsolute) {
    EXPECT_EQ(destination(url, "./x/./other.iso"),
              std::filesystem::current_path() / "x" / "other.iso");
}

TEST(Destination, PutsTheUrlsNameIntoADirectory) {
    EXPECT_EQ(destination(url, "/tmp"), "/tmp/disk.iso");
}

TEST(Destination, TakesAPathThatEndsInASlashForADirectory) {
    EXPECT_EQ(destination(url, "/no/such/place/"), "/no/such/place/disk.iso");
}

TEST(Destination, NeedsNoNameInTheUrlWhereAFileIsGiven) {
    EXPECT_EQ(destination("https://example.org/", "/no/such/place/x"), "/no/such/place/x");
}

TEST(Destination, RefusesANameThatIsNoUtf8InASentence) {
    try {
        (void)destination(url, "/tmp/\xFF");
        FAIL() << "was taken";
    } catch (const ClientError& error) {
        EXPECT_EQ(error.code(), ExitCode::usage);
        EXPECT_STREQ(error.what(), "the path /tmp/\xFF is not UTF-8; only such names can be used");
    }
}

TEST(Destination, ResolvesDotsAsTheFileSystemDoes) {
    EXPECT_EQ(destination(url, "/usr/bin/../new.iso"), "/usr/new.iso");
}

TEST(Destination, RefusesDotsBehindADirectoryThatIsMissing) {
    EXPECT_THROW(destination(url, "/no/such/../place"), ClientError);
}

}  // namespace
}  // namespace transferd::client
