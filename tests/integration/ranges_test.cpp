// SPDX-License-Identifier: MIT
// The file options Ranges and Mirrors, from the bus to the published file.
#include "support/bench.hpp"
#include "support/process.hpp"

#include <fstream>
#include <iterator>
#include <limits>

namespace transferd::test {

namespace {

constexpr auto to_the_end = std::numeric_limits<std::uint64_t>::max();
using Range = sdbus::Struct<std::uint64_t, std::uint64_t>;
using Span = std::pair<std::uint64_t, std::uint64_t>;

class Parts : public Bench {
  protected:
    explicit Parts(DaemonOptions options = {}) : Bench(std::move(options)) {}

    [[nodiscard]] static Options ranges(const std::vector<Span>& spans) {
        std::vector<Range> list;
        for (const auto& span : spans) list.emplace_back(span);
        return {{"Ranges", sdbus::Variant{list}}};
    }
    [[nodiscard]] static std::string parts_of(const Version& version,
                                              const std::vector<Span>& spans) {
        const auto whole = body(version);
        std::string parts;
        for (const auto& [offset, length] : spans) parts += whole.substr(offset, length);
        return parts;
    }
    [[nodiscard]] static std::string text_of(const std::filesystem::path& file) {
        std::ifstream in{file, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    /// As the others do: transferred, completed, compared.
    void expect_parts(std::uint64_t id, const std::vector<Span>& spans) {
        ASSERT_TRUE(becomes(id, "transferred"));
        const auto expected = parts_of(version, spans);
        EXPECT_EQ(client.job(id).BytesTransferred(), expected.size());
        EXPECT_EQ(client.job(id).BytesTotal(), expected.size());
        client.manager().Complete(id);
        EXPECT_TRUE(text_of(in_downloads("file")) == expected);
    }
    void expect_error(std::uint64_t id, const std::string& code) {
        ASSERT_TRUE(becomes(id, "error"));
        EXPECT_EQ(client.job(id).ErrorCode(), code)
            << client.job(id).GetError().at("Message").get<std::string>();
    }
    [[nodiscard]] std::string refusal(const Options& options) {
        const auto id = std::get<0>(client.manager().CreateJob("download", "a test", {}));
        const auto error = error_of(
            [&] { client.job(id).AddFile(server.url("/file"), in_downloads("file"), options); });
        client.manager().Cancel(id);
        return error ? error->name.substr(error->name.rfind('.') + 1) : "taken";
    }
    [[nodiscard]] std::string sha256_of(const std::string& text) const {
        const auto file = place.path() / "expected";
        std::ofstream{file, std::ios::binary} << text;
        return run({.argv = {"sha256sum", file}}).output.substr(0, 64);
    }

    TempDir place;
    Version version{.size = 3 * mib};
    const std::vector<Span> three{{2 * mib, 70'000}, {0, 1}, {3 * mib - 5, to_the_end}};
};

class Ranges : public Parts {};

TEST_F(Ranges, AreWrittenOneAfterTheOtherInTheOrderGiven) {
    server.serve("/file", {.version = version});
    expect_parts(download("/file", "file", ranges(three)), three);
    ASSERT_EQ(server.requests().size(), 3U);
    EXPECT_EQ(server.requests().at(0).header("range"), "bytes=2097152-2167151");
    EXPECT_EQ(server.requests().at(1).header("range"), "bytes=0-0");
    EXPECT_EQ(server.requests().at(2).header("range"), "bytes=3145723-");
    EXPECT_EQ(server.requests().at(0).header("if-range"), "");
    EXPECT_EQ(server.requests().at(2).header("if-range"), "\"v1\"");
}

TEST_F(Ranges, AreListedWithTheFile) {
    server.serve("/file", {.version = version});
    const auto id = download("/file", "file", ranges(three));
    const auto listed = client.job(id).ListFiles(0, 0).at(0).at("Ranges").get<std::vector<Range>>();
    ASSERT_EQ(listed.size(), 3U);
    EXPECT_EQ(std::get<1>(listed.at(2)), to_the_end);
}

TEST_F(Ranges, HaveADigestAndASizeTogether) {
    server.serve("/file", {.version = version});
    auto options = ranges(three);
    const auto expected = parts_of(version, three);
    options["Digest"] = sdbus::Variant{"sha256:" + sha256_of(expected)};
    options["Size"] = sdbus::Variant{std::uint64_t{expected.size()}};
    expect_parts(download("/file", "file", options), three);
    options["Size"] = sdbus::Variant{std::uint64_t{expected.size() + 1}};
    expect_error(download("/file", "other", options), "size-mismatch");
}

TEST_F(Ranges, GoOnInTheMiddleOfAnyOfThem) {
    version.size = 24 * mib;
    const std::vector<Span> large{{12 * mib, 8 * mib}, {0, 6 * mib}, {22 * mib, to_the_end}};
    auto options = ranges(large);
    options["Digest"] = sdbus::Variant{"sha256:" + sha256_of(parts_of(version, large))};
    server.serve("/file", {.version = version, .rate = 4 * mib});
    const auto id = download("/file", "file", options);
    ASSERT_TRUE(server.wait_for_bytes("/file", 10 * mib, patience));
    ASSERT_TRUE(daemon.stop());
    const auto before = server.requests().size();
    server.serve("/file", {.version = version});
    daemon.start();
    expect_parts(id, large);
    const auto again = server.requests().at(before);
    EXPECT_EQ(again.header("if-range"), "\"v1\"");
    EXPECT_TRUE(again.header("range").ends_with("-6291455")) << again.header("range");
    EXPECT_NE(again.header("range"), "bytes=0-6291455");
}

TEST_F(Ranges, StartOverWhereTheFileIsAnotherOneMeanwhile) {
    server.serve("/file", {.version = version, .stall_after = 60'000, .stalls = 1});
    const auto id = download("/file", "file", ranges(three));
    ASSERT_TRUE(server.wait_for_bytes("/file", 60'000, patience));
    client.job(id).Suspend();
    version = {.seed = 2, .size = version.size, .etag = "\"v2\""};
    server.serve("/file", {.version = version});
    client.job(id).Resume();
    expect_parts(id, three);
}

TEST_F(Ranges, AreNeverOfTwoVersions) {
    const auto second = Version{.seed = 2, .size = version.size, .etag = "\"v2\""};
    server.serve("/file", {.version = version, .next_version = second, .next_from_request = 2});
    const auto id = download("/file", "file", ranges(three));
    version = second;
    expect_parts(id, three);
}

TEST_F(Ranges, NeedAServerThatHasThem) {
    server.serve("/file", {.version = version, .ranges = test::Ranges::ignored});
    expect_error(download("/file", "file", ranges(three)), "ranges-unsupported");
}

TEST_F(Ranges, MustBeWithinTheRemoteFile) {
    server.serve("/file", {.version = version});
    expect_error(download("/file", "file", ranges({{version.size - 5, 6}})), "size-mismatch");
    expect_error(download("/file", "other", ranges({{0, 1}, {version.size, to_the_end}})),
                 "size-mismatch");
}

TEST_F(Ranges, AreRefusedWhereTheyAreNone) {
    EXPECT_EQ(refusal(ranges({{0, 0}})), "InvalidRange");
    EXPECT_EQ(refusal(ranges({{5, 5}, {9, 5}})), "OverlappingRanges");
    EXPECT_EQ(refusal({{"Ranges", sdbus::Variant{"0-5"}}}), "InvalidArgs");
    EXPECT_EQ(refusal({{"Ranges", sdbus::Variant{std::vector<sdbus::Variant>{}}}}), "taken");
}

TEST_F(Ranges, AreTakenFromTheCommandLineAsAreMirrors) {
    server.serve("/file", {.version = version});
    const auto download =
        run({.argv = {program_directory() / "transferctl", "--user", "download", "--range", "5:7",
                      "--range", "3145720:eof", "--mirror", server.url("/file"),
                      server.url("/gone"), in_downloads("file")},
             .environment = daemon.environment()});
    EXPECT_EQ(download.exit.status, 0) << download.output;
    EXPECT_EQ(text_of(in_downloads("file")), parts_of(version, {{5, 7}, {3'145'720, to_the_end}}));
}

class FewRanges : public Parts {
  protected:
    FewRanges() : Parts({.policy = "[Transfer]\nMaxRangesPerFile=2\n"}) {}
};

TEST_F(FewRanges, AreAllThatThePolicyAllows) {
    EXPECT_EQ(refusal(ranges({{0, 1}, {1, 1}})), "taken");
    EXPECT_EQ(refusal(ranges({{0, 1}, {1, 1}, {2, 1}})), "TooManyRanges");
    EXPECT_EQ(client.manager().GetQuota().at("MaxRangesPerFile").get<std::uint32_t>(), 2U);
}

class Mirrors : public Parts {
  protected:
    [[nodiscard]] static Options mirrors(const std::vector<std::string>& urls) {
        return {{"Mirrors", sdbus::Variant{urls}}};
    }
    /// Of the file at `target`: bytes from which a request went on.
    [[nodiscard]] std::string range_asked_of(const HttpServer& one) const {
        const auto requests = one.requests();
        return requests.empty() ? "nothing" : requests.back().header("range");
    }

    HttpServer mirror;
};

TEST_F(Mirrors, AreAskedWhereTheFirstServerHasNoSuchFile) {
    mirror.serve("/file", {.version = version});
    const auto id = download("/gone", "file", mirrors({server.url("/gone"), mirror.url("/file")}));
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(Mirrors, GoOnWhereTheFirstBrokeOffIfTheyHaveTheSameVersion) {
    version.size = 12 * mib;
    server.serve("/file", {.version = version, .cut_after = 8 * mib});
    mirror.serve("/file", {.version = version});
    const auto id = download("/file", "file", mirrors({mirror.url("/file")}));
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    EXPECT_NE(range_asked_of(mirror), "");
    EXPECT_LE(mirror.bytes_sent("/file"), 5 * mib);
}

TEST_F(Mirrors, AreNeverSplicedWithAnotherVersion) {
    version.size = 12 * mib;
    server.serve("/file", {.version = version, .cut_after = 8 * mib});
    const Version other{.seed = 2, .size = version.size, .etag = "\"v2\""};
    mirror.serve("/file", {.version = other});
    const auto id = download("/file", "file", mirrors({mirror.url("/file")}));
    EXPECT_TRUE(ends_well(id, in_downloads("file"), other));
    EXPECT_EQ(mirror.bytes_sent("/file"), other.size);
}

TEST_F(Mirrors, GoOnUnderAnotherValidatorWhereADigestDecides) {
    version.size = 12 * mib;
    server.serve("/file", {.version = version, .cut_after = 8 * mib});
    auto same = version;
    same.etag = "\"mirror\"";
    mirror.serve("/file", {.version = same});
    auto options = mirrors({mirror.url("/file")});
    options["Digest"] = sdbus::Variant{"sha256:" + sha256_of(body(version))};
    const auto id = download("/file", "file", options);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    EXPECT_NE(range_asked_of(mirror), "");
    EXPECT_LE(mirror.bytes_sent("/file"), 5 * mib);
}

TEST_F(Mirrors, StartOverOnceWhereTheDigestTellsThatTheyHadAnotherVersion) {
    version.size = 12 * mib;
    server.serve("/file", {.version = version, .cut_after = 8 * mib});
    const Version other{.seed = 2, .size = version.size, .etag = "\"v2\""};
    mirror.serve("/file", {.version = other});
    auto options = mirrors({mirror.url("/file")});
    options["Digest"] = sdbus::Variant{"sha256:" + sha256_of(body(other))};
    const auto id = download("/file", "file", options);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), other));
    ASSERT_EQ(mirror.requests().size(), 2U);
    EXPECT_NE(mirror.requests().at(0).header("range"), "");
    EXPECT_EQ(mirror.requests().at(1).header("range"), "");
}

TEST_F(Mirrors, AreAskedWhereTheFirstServerHasAnotherContent) {
    const Version wrong{.seed = 2, .size = version.size};
    server.serve("/file", {.version = wrong});
    mirror.serve("/file", {.version = version});
    auto options = mirrors({mirror.url("/file")});
    options["Digest"] = sdbus::Variant{"sha256:" + sha256_of(body(version))};
    EXPECT_TRUE(ends_well(download("/file", "file", options), in_downloads("file"), version));
}

TEST_F(Mirrors, AreListedToTheOwnerAndOutliveTheBroker) {
    server.serve("/file", {.version = version, .stall_after = mib});
    const std::vector<std::string> urls{mirror.url("/a"), mirror.url("/b")};
    const auto id = download("/file", "file", mirrors(urls));
    daemon.restart();
    EXPECT_EQ(client.job(id).ListFiles(0, 0).at(0).at("Mirrors").get<std::vector<std::string>>(),
              urls);
}

TEST_F(Mirrors, AreHeldToTheRulesOfUrls) {
    EXPECT_EQ(refusal(mirrors({"http://ok/", "ftp://host/file"})), "InvalidUrl");
    EXPECT_EQ(refusal(mirrors({"http://user:secret@host/file"})), "InvalidUrl");
    EXPECT_EQ(refusal(mirrors({"not a url"})), "InvalidUrl");
}

}  // namespace

}  // namespace transferd::test
