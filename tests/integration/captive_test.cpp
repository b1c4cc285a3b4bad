// SPDX-License-Identifier: MIT
// A proxy, as that of a hotel, which answers everything with its own page.
#include "support/bench.hpp"

namespace transferd::test {

namespace {

class ACaptiveProxy : public Bench {
  protected:
    /// `wanted` is what the job knows of the file that it never gets.
    std::uint64_t ask_through_it(const Resource& answer, const Options& wanted) {
        const std::string url = "http://127.0.0.1:1/file";
        server.serve(url, answer);
        return client.submit(url, in_downloads("file"), wanted,
                             {{"ProxyMode", sdbus::Variant{"override"}},
                              {"ProxyUrl", sdbus::Variant{server.url("")}}});
    }
    void expect_error(std::uint64_t id, const std::string& code) {
        ASSERT_TRUE(becomes(id, "error"));
        EXPECT_EQ(client.job(id).ErrorCode(), code);
        EXPECT_EQ(client.manager().Complete(id), (std::tuple{0U, 1U, std::vector<std::string>{}}));
        EXPECT_TRUE(names_in_downloads().empty());
    }

    const Version page{.size = 5000, .etag = "", .last_modified = ""};
    const Options digest{{"Digest", sdbus::Variant{"sha256:" + std::string(64, '0')}}};
    const Options size{{"Size", sdbus::Variant{std::uint64_t{300'000}}}};
};

TEST_F(ACaptiveProxy, IsFoundOutByTheDigest) {
    expect_error(ask_through_it({.version = page}, digest), "digest-mismatch");
}

TEST_F(ACaptiveProxy, IsFoundOutByTheSize) {
    expect_error(ask_through_it({.version = page}, size), "size-mismatch");
}

TEST_F(ACaptiveProxy, ThatRedirectsToItsPageIsFoundOutAsWell) {
    const std::string login = "http://127.0.0.1:1/login";
    server.serve(login, {.version = page});
    expect_error(ask_through_it({.redirect_to = login}, digest), "digest-mismatch");
}

TEST_F(ACaptiveProxy, CannotBeToldFromTheServerWhereNothingIsKnownOfTheFile) {
    EXPECT_TRUE(ends_well(ask_through_it({.version = page}, {}), in_downloads("file"), page));
}

TEST_F(ACaptiveProxy, MixesNothingIntoAFileThatHasBegun) {
    const Version version{.size = 4 * mib};
    const auto id = ask_through_it({.version = version, .cut_after = 3 * mib}, {});
    ASSERT_TRUE(server.wait_for_bytes("http://127.0.0.1:1/file", 3 * mib, patience));
    server.serve("http://127.0.0.1:1/file", {.version = page});
    // The page is all there is by then; a mixture would have the length of neither.
    EXPECT_TRUE(ends_well(id, in_downloads("file"), page));
}

}  // namespace

}  // namespace transferd::test
