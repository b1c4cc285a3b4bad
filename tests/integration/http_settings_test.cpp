// SPDX-License-Identifier: MIT
// DynamicContent, MaximumSize and HttpMethod, from the bus to the server.
#include "support/bench.hpp"
#include "support/process.hpp"

#include <fstream>

namespace transferd::test {

namespace {

class HttpSettings : public Bench {
  protected:
    void expect_error(std::uint64_t id, const std::string& code) {
        ASSERT_TRUE(becomes(id, "error"));
        EXPECT_EQ(client.job(id).ErrorCode(), code)
            << client.job(id).GetError().at("Message").get<std::string>();
    }
    std::uint64_t dynamic(const Options& file_options = {}) {
        return download("/file", "file", file_options, {{"DynamicContent", sdbus::Variant{true}}});
    }
    std::uint64_t at_most(std::uint64_t size, bool of_unknown_size = false) {
        return download("/file", "file", {},
                        {{"MaximumSize", sdbus::Variant{size}},
                         {"DynamicContent", sdbus::Variant{of_unknown_size}}});
    }
    std::uint64_t posted() {
        return download("/file", "file", {}, {{"HttpMethod", sdbus::Variant{"POST"}}});
    }

    [[nodiscard]] std::string sha256_of_version() const {
        const auto file = place.path() / "expected";
        std::ofstream{file, std::ios::binary} << body(version);
        return run({.argv = {"sha256sum", file}}).output.substr(0, 64);
    }

    TempDir place;
    Version version{.size = 3 * mib};
};

TEST_F(HttpSettings, ADynamicJobTakesAFileWhoseSizeNobodyTells) {
    for (const auto length : {LengthHeader::none, LengthHeader::chunked}) {
        server.serve("/file", {.version = version, .ranges = Ranges::ignored, .length = length});
        const Options digest{{"Digest", sdbus::Variant{"sha256:" + sha256_of_version()}}};
        EXPECT_TRUE(ends_well(dynamic(digest), in_downloads("file"), version));
    }
}

TEST_F(HttpSettings, ADynamicJobStartsOverAfterAKill) {
    version.size = 16 * mib;
    server.serve("/file", {.version = version, .length = LengthHeader::chunked, .rate = 6 * mib});
    const auto id = dynamic();
    ASSERT_TRUE(server.wait_for_bytes("/file", 8 * mib, patience));
    daemon.kill9();
    server.serve("/file", {.version = version, .length = LengthHeader::chunked});
    daemon.start();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    ASSERT_EQ(server.requests().size(), 2U);
    EXPECT_EQ(server.requests().back().header("range"), "");
}

TEST_F(HttpSettings, AJobThatIsMadeDynamicKeepsNothingOfBefore) {
    version.size = 8 * mib;
    server.serve("/file", {.version = version, .stall_after = 6 * mib, .stalls = 1});
    const auto id = download("/file", "file");
    ASSERT_TRUE(server.wait_for_bytes("/file", 6 * mib, patience));
    client.job(id).Suspend();
    const Version other{.seed = 2, .size = version.size, .etag = version.etag};
    server.serve("/file", {.version = other, .length = LengthHeader::none});
    client.job(id).SetSettings({{"DynamicContent", sdbus::Variant{true}}});
    client.job(id).Resume();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), other));
}

TEST_F(HttpSettings, AFileLargerThanMaximumSizeIsRefusedBeforeItsBytes) {
    server.serve("/file", {.version = version});
    expect_error(at_most(version.size - 1), "size-limit");
    EXPECT_EQ(client.job(client.job_ids().at(0)).BytesTransferred(), 0U);
}

TEST_F(HttpSettings, AFileOfExactlyMaximumSizeIsTaken) {
    server.serve("/file", {.version = version});
    EXPECT_TRUE(ends_well(at_most(version.size), in_downloads("file"), version));
}

TEST_F(HttpSettings, AServerThatSendsWithoutAnEndIsStoppedAtMaximumSize) {
    server.serve("/file", {.version = {.size = 512 * mib}, .length = LengthHeader::none});
    const auto id = at_most(mib, true);
    expect_error(id, "size-limit");
    EXPECT_LT(server.bytes_sent("/file"), 64 * mib);
    for (const auto& name : names_in_downloads())
        EXPECT_LE(std::filesystem::file_size(in_downloads(name)), mib);
}

TEST_F(HttpSettings, AServerThatLiesAboutTheSizeIsStopped) {
    server.serve("/file", {.version = version, .length = LengthHeader::too_short});
    const auto id = at_most(version.size - 100);
    EXPECT_EQ(client.wait_for_one_of(id, {"transferred", "error", "transient-error"}, patience),
              "transferred")
        << "the length that was announced is what the file has";
    EXPECT_EQ(client.job(id).BytesTransferred(), version.size - 100);
}

TEST_F(HttpSettings, MaximumSizeAndHttpMethodAreFixedByTheFirstResume) {
    server.serve("/file", {.version = version, .stall_after = mib});
    const auto id = at_most(version.size);
    const Options fixed{{"MaximumSize", sdbus::Variant{mib}},
                        {"HttpMethod", sdbus::Variant{"POST"}}};
    for (const auto& setting : fixed)
        EXPECT_TRUE(refused(error_of([&] { client.job(id).SetSettings({setting}); }),
                            "ReadOnlySetting", {setting.first}));
    const auto later = std::get<0>(client.manager().CreateJob("download", "a test", {}));
    client.job(later).SetSettings({{"HttpMethod", sdbus::Variant{"POST"}}});
    EXPECT_EQ(client.job(later).GetSettings().at("HttpMethod").get<std::string>(), "POST");
}

TEST_F(HttpSettings, TheServerIsAskedWithTheMethodOfTheJob) {
    server.serve("/file", {.version = version});
    EXPECT_TRUE(ends_well(posted(), in_downloads("file"), version));
    EXPECT_EQ(server.requests().at(0).method, "POST");
    EXPECT_EQ(server.requests().at(0).header("content-length"), "0");
}

TEST_F(HttpSettings, WithAnotherMethodATransferIsNotRepeatedByItself) {
    server.serve("/file", {.version = version, .cut_after = mib, .cuts = 1});
    const auto id = posted();
    expect_error(id, "connection-lost");
    EXPECT_FALSE(client.job(id).GetError().at("Retryable").get<bool>());
    EXPECT_EQ(server.requests().size(), 1U);
    client.job(id).Resume();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    EXPECT_EQ(server.requests().back().header("range"), "");
}

}  // namespace

}  // namespace transferd::test
