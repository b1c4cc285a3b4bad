// SPDX-License-Identifier: MIT
// The file changes on the server between two parts of a download: the new version whole, or an
// error, never a splice of both.
#include "support/bench.hpp"

#include <chrono>
#include <ctime>

namespace transferd::test {

namespace {

class ChangedFile : public Bench {
  protected:
    /// Suspended with the first part of the first version on disk.
    std::uint64_t half_of_the_first(Resource resource) {
        resource.stall_after = 2 * mib;
        resource.stalls = 1;
        server.serve("/file", resource);
        const auto id = download("/file", "file");
        EXPECT_TRUE(server.wait_for_bytes("/file", 2 * mib, patience));
        client.manager().Suspend(id);
        EXPECT_TRUE(becomes(id, "suspended"));
        return id;
    }

    Version first{.seed = 1, .size = 4 * mib};
    Version second{.seed = 2,
                   .size = 4 * mib,
                   .etag = "\"v2\"",
                   .last_modified = "Thu, 02 Jan 2020 00:00:00 GMT"};
};

TEST_F(ChangedFile, IsFetchedWholeAgain) {
    const auto id = half_of_the_first({.version = first});
    server.switch_version("/file", second);
    client.manager().Resume(id);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), second));
}

// The control: what everybody's resume without a validator makes of the same server.
TEST_F(ChangedFile, IsSplicedByCurl) {
    server.serve("/file", {.version = first, .cut_after = 2 * mib, .cuts = 1});
    const auto file = in_downloads("file");
    const std::vector<std::string> curl{"curl", "--silent",         "-C", "-", "-o",
                                        file,   server.url("/file")};
    EXPECT_NE(run({.argv = curl}).exit.status, 0);
    server.switch_version("/file", second);
    EXPECT_EQ(run({.argv = curl}).exit.status, 0) << "curl did not report success";
    EXPECT_EQ(std::filesystem::file_size(file), second.size);
    EXPECT_EQ(matching_bytes(file, first), 2 * mib) << "this server does not tempt anybody";
}

TEST_F(ChangedFile, IsNeverSplicedWhereTheServerIgnoresIfRange) {
    const auto id = half_of_the_first({.version = first, .if_range = IfRange::ignored});
    server.switch_version("/file", second);
    client.manager().Resume(id);
    const auto state = client.wait_for_one_of(id, {"transferred", "error"}, patience);
    if (state == "transferred") {
        client.manager().Complete(id);
        EXPECT_TRUE(holds(in_downloads("file"), second));
    } else {
        EXPECT_EQ(state, "error");
        EXPECT_EQ(client.job(id).ErrorCode(), "remote-changed");
    }
}

TEST_F(ChangedFile, IsNeverSplicedUnderAWeakEntityTag) {
    first.etag = second.etag = "W/\"same\"";
    first.last_modified = second.last_modified = "";
    const auto id = half_of_the_first({.version = first, .if_range = IfRange::ignored});
    server.switch_version("/file", second);
    client.manager().Resume(id);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), second));
}

TEST_F(ChangedFile, IsNeverSplicedUnderAModificationTimeOfThisMinute) {
    first.etag = second.etag = "";
    second.last_modified = first.last_modified;
    // The server's clock says that the file was changed in the very second of the answer.
    const auto age = std::chrono::seconds{std::time(nullptr) - 1577836800};
    const auto id =
        half_of_the_first({.version = first, .if_range = IfRange::ignored, .date_skew = -age});
    server.switch_version("/file", second);
    client.manager().Resume(id);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), second));
}

TEST_F(ChangedFile, IsRecognisedByItsModificationTimeAlone) {
    first.etag = second.etag = "";
    const auto id = half_of_the_first({.version = first});
    server.switch_version("/file", second);
    client.manager().Resume(id);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), second));
}

TEST_F(ChangedFile, MayBeOfAnotherSize) {
    second.size = mib;
    const auto id = half_of_the_first({.version = first});
    server.switch_version("/file", second);
    client.manager().Resume(id);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), second));
}

}  // namespace

}  // namespace transferd::test
