// SPDX-License-Identifier: MIT
// What goes wrong on the server's side, as states, codes and GetError tell it.
#include "support/bench.hpp"

#include <chrono>
#include <fstream>

namespace transferd::test {

namespace {

class Failures : public Bench {
  protected:
    [[nodiscard]] std::string sha256_of(const Version& content) const {
        const TempDir directory;
        const auto file = directory.path() / "body";
        std::ofstream{file, std::ios::binary} << body(content);
        return run({.argv = {"sha256sum", file}}).output.substr(0, 64);
    }
    /// GetError's text under `key`.
    std::string error_text(std::uint64_t id, const std::string& key) {
        return client.job(id).GetError().at(key).get<std::string>();
    }
    void expect_error(std::uint64_t id, const std::string& code) {
        ASSERT_TRUE(becomes(id, "error"));
        EXPECT_EQ(client.job(id).ErrorCode(), code);
        EXPECT_EQ(error_text(id, "Code"), code);
        const auto announced = client.wait_for_signal("JobError", id, patience);
        ASSERT_TRUE(announced);
        EXPECT_EQ(announced->detail, code);
        EXPECT_FALSE(std::filesystem::exists(in_downloads("file")));
    }

    Version version{.size = 300'000};
    const Options quick_retry{{"MinimumRetryDelay", sdbus::Variant{5U}}};
};

TEST_F(Failures, NotFoundIsFinalAndSaysWhere) {
    const auto id = download("/nowhere", "file");
    expect_error(id, "http-404");
    const auto error = client.job(id).GetError();
    EXPECT_EQ(error.at("Context").get<std::string>(), "remote-file");
    EXPECT_EQ(error.at("HttpStatus").get<std::uint32_t>(), 404U);
    EXPECT_EQ(error.at("FileIndex").get<std::uint32_t>(), 0U);
    EXPECT_EQ(error.at("Url").get<std::string>(), server.url("/nowhere"));
    EXPECT_FALSE(error.at("Retryable").get<bool>());
    EXPECT_FALSE(error.at("Message").get<std::string>().empty());
}

TEST_F(Failures, AnErrorMendedOnTheServerIsOverAfterResume) {
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "error"));
    server.serve("/file", {.version = version});
    client.manager().Resume(id);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(Failures, WithoutAnErrorThereIsNoError) {
    server.serve("/file", {.version = version});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    EXPECT_TRUE(refused(error_of([&] { client.job(id).GetError(); }), "NoError"));
}

TEST_F(Failures, TryingAgainIsLeftToTheService) {
    server.serve("/file", {.version = version, .first_statuses = {503}});
    const auto id = download("/file", "file", {}, quick_retry);
    ASSERT_TRUE(client.wait_until_seen(id, "transient-error", patience));
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(Failures, ANoProgressTimeoutOfZeroMakesEveryErrorFinal) {
    server.serve("/file", {.version = version, .status = 503});
    const auto id = download("/file", "file", {}, {{"NoProgressTimeout", sdbus::Variant{0U}}});
    expect_error(id, "http-503");
}

TEST_F(Failures, NobodyListeningIsTransient) {
    std::string url;
    {
        const HttpServer gone;
        url = gone.url("/file");
    }
    const auto id = client.submit(url, in_downloads("file"));
    ASSERT_TRUE(becomes(id, "transient-error"));
    EXPECT_EQ(client.job(id).ErrorCode(), "connection-refused");
}

TEST_F(Failures, AWrongDigestIsAnError) {
    server.serve("/file", {.version = version});
    const Options digest{{"Digest", sdbus::Variant{"sha256:" + std::string(64, '0')}}};
    const auto id = download("/file", "file", digest);
    expect_error(id, "digest-mismatch");
    EXPECT_EQ(client.manager().Complete(id), (std::tuple{0U, 1U, std::vector<std::string>{}}));
    EXPECT_TRUE(names_in_downloads().empty());
}

TEST_F(Failures, TheRightDigestIsNone) {
    server.serve("/file", {.version = version});
    const Options digest{{"Digest", sdbus::Variant{"sha256:" + sha256_of(version)}}};
    EXPECT_TRUE(ends_well(download("/file", "file", digest), in_downloads("file"), version));
}

TEST_F(Failures, TheDigestCountsBytesOfBeforeAKill) {
    version.size = 16 * mib;
    server.serve("/file", {.version = version, .rate = 4 * mib});
    const Options digest{{"Digest", sdbus::Variant{"sha256:" + sha256_of(version)}}};
    const auto id = download("/file", "file", digest);
    ASSERT_TRUE(server.wait_for_bytes("/file", 9 * mib, patience));
    daemon.kill9();
    daemon.start();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(Failures, AWrongSizeIsAnError) {
    server.serve("/file", {.version = version});
    const Options size{{"Size", sdbus::Variant{version.size + 1}}};
    expect_error(download("/file", "file", size), "size-mismatch");
}

TEST_F(Failures, AServerWithoutSizeIsRefused) {
    server.serve("/file", {.version = version, .length = LengthHeader::none});
    expect_error(download("/file", "file"), "size-unknown");
}

TEST_F(Failures, ABodyShorterThanItsLengthIsNeverTransferred) {
    server.serve("/file", {.version = version, .length = LengthHeader::too_long});
    const auto id = download("/file", "file");
    const auto state =
        client.wait_for_one_of(id, {"transferred", "error", "transient-error"}, patience);
    EXPECT_TRUE(state == "error" || state == "transient-error") << state;
}

TEST_F(Failures, ARangeThatWasNotAskedForIsNeverWritten) {
    version.size = 4 * mib;
    for (const auto lie : {ContentRangeHeader::wrong_start, ContentRangeHeader::wrong_total,
                           ContentRangeHeader::missing}) {
        const std::string name = "file" + std::to_string(static_cast<int>(lie));
        server.serve("/" + name,
                     {.version = version, .content_range = lie, .cut_after = 3 * mib, .cuts = 1});
        const auto id = download("/" + name, name, {}, quick_retry);
        const auto state =
            client.wait_for_one_of(id, {"transferred", "error", "transient-error"}, patience);
        if (state == "transferred") {
            client.manager().Complete(id);
            EXPECT_TRUE(holds(in_downloads(name), version)) << name;
        }
        EXPECT_NE(state, "gone");
    }
}

TEST_F(Failures, HeadersWithoutEndAreGivenUp) {
    server.serve("/file", {.version = version, .headers = Headers::endless});
    const auto id = download("/file", "file");
    const auto state = client.wait_for_one_of(id, {"error", "transient-error"}, patience);
    EXPECT_TRUE(state == "error" || state == "transient-error") << state;
}

TEST_F(Failures, RedirectsInACircleAreGivenUp) {
    server.serve("/file", {.redirect_to = server.url("/file")});
    expect_error(download("/file", "file"), "too-many-redirects");
    EXPECT_EQ(server.requests().size(), 11U) << "the request and 10 redirects";
}

TEST_F(Failures, ARedirectToAnotherSchemeIsDenied) {
    server.serve("/file", {.redirect_to = "file:///etc/passwd"});
    expect_error(download("/file", "file"), "redirect-denied");
}

}  // namespace

}  // namespace transferd::test
