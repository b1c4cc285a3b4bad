// SPDX-License-Identifier: MIT
// SetRemoteUrl, ReplaceRemotePrefix and SetValidation over the bus, with a real worker.
#include "support/bench.hpp"

namespace transferd::test {

namespace {

class ChangingFiles : public Bench {
  protected:
    /// Suspended with a part of `version` on disk, from a server that sends no more.
    std::uint64_t half_a_file() {
        server.serve("/file", {.version = version, .stall_after = 2 * mib});
        const auto id = download("/file", "file");
        EXPECT_TRUE(server.wait_for_bytes("/file", 2 * mib, patience));
        client.manager().Suspend(id);
        EXPECT_TRUE(becomes(id, "suspended"));
        return id;
    }

    Version version{.size = 4 * mib};
    HttpServer mirror;
};

TEST_F(ChangingFiles, ANewServerWithTheSameContentGoesOnWhereTheOldOneStopped) {
    const auto id = half_a_file();
    mirror.serve("/copy", {.version = version});
    client.job(id).SetRemoteUrl(0, mirror.url("/copy"));
    client.manager().Resume(id);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    const auto range = requested_range(mirror.requests().back());
    ASSERT_TRUE(range) << "the file was fetched from its start";
    EXPECT_GE(range->first, mib);
}

TEST_F(ChangingFiles, ANewServerWithOtherContentStartsTheFileOver) {
    const auto id = half_a_file();
    const Version other{.seed = 9, .size = 3 * mib, .etag = "\"other\""};
    mirror.serve("/other", {.version = other});
    client.job(id).SetRemoteUrl(0, mirror.url("/other"));
    client.manager().Resume(id);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), other));
}

TEST_F(ChangingFiles, ARunningTransferMovesToTheNewServerAtOnce) {
    server.serve("/file", {.version = version, .stall_after = 2 * mib});
    mirror.serve("/file", {.version = version});
    const auto id = download("/file", "file");
    ASSERT_TRUE(server.wait_for_bytes("/file", 2 * mib, patience));
    EXPECT_EQ(client.job(id).ReplaceRemotePrefix(server.url("/"), mirror.url("/")), 1U);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(ChangingFiles, ABadUrlChangesNothing) {
    const auto id = half_a_file();
    EXPECT_TRUE(refused(error_of([&] { client.job(id).SetRemoteUrl(0, "ftp://127.0.0.1/file"); }),
                        "InvalidUrl", {"ftp"}));
    EXPECT_TRUE(refused(error_of([&] { client.job(id).SetRemoteUrl(3, mirror.url("/x")); }),
                        "NoSuchFile", {"3"}));
    const auto files = client.job(id).ListFiles(0, 0);
    EXPECT_EQ(files.at(0).at("Url").get<std::string>(), server.url("/file"));
}

TEST_F(ChangingFiles, ABadVerdictDiscardsTheBytesAndResumeFetchesThemAnew) {
    server.serve("/file", {.version = version});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    ASSERT_FALSE(names_in_downloads().empty()) << "there was nothing to discard";
    client.job(id).SetValidation(0, false);
    ASSERT_TRUE(becomes(id, "error"));
    EXPECT_EQ(client.job(id).GetError().at("Code").get<std::string>(), "validation-failed");
    ASSERT_TRUE(client.wait_for_signal("JobError", id, patience));
    client.manager().Resume(id);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    EXPECT_EQ(server.requests().size(), 2U);
    EXPECT_FALSE(requested_range(server.requests().back()));
}

TEST_F(ChangingFiles, AGoodVerdictIsRemembered) {
    server.serve("/file", {.version = version});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    client.job(id).SetValidation(0, true);
    daemon.kill9();
    daemon.restart();
    EXPECT_EQ(client.job(id).ListFiles(0, 0).at(0).at("Validation").get<std::string>(), "valid");
}

}  // namespace

}  // namespace transferd::test
