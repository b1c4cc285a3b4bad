// SPDX-License-Identifier: MIT
// Where a job lets itself be sent to: RedirectPolicy and RedirectHttpsToHttp.
#include "integration/secure_bench.hpp"

#include <algorithm>

namespace transferd::test {

namespace {

class Redirect : public SecureBench {
  protected:
    Redirect() { nginx.serve("file", version); }

    /// Requests for /file in clear.
    [[nodiscard]] auto plain_requests() {
        const auto all = nginx.accesses();
        return std::count_if(all.begin(), all.end(), [](const Access& access) {
            return access.uri == "/file" && access.protocol == "HTTP/1.1";
        });
    }
    [[nodiscard]] static Options policy(const std::string& word) {
        return trusting({{"RedirectPolicy", sdbus::Variant{word}}});
    }
    const Options into_the_clear{{"RedirectHttpsToHttp", sdbus::Variant{true}}};
};

TEST_F(Redirect, FromHttpsToHttpIsDenied) {
    expect_refused(download_from(Site::https, "/to-http", trusting()), "redirect-denied");
    EXPECT_EQ(plain_requests(), 0);
}

TEST_F(Redirect, FromHttpsToHttpIsDeniedAlsoOnTheWay) {
    expect_refused(download_from(Site::http, "/to-http2-to-http", trusting()), "redirect-denied");
    EXPECT_EQ(plain_requests(), 0) << "what was asked for over TLS was asked for in clear";
}

TEST_F(Redirect, FromHttpsToHttpIsFollowedWhereTheJobAllowsIt) {
    for (const auto& [site, target] :
         {std::pair{Site::https, "/to-http"}, std::pair{Site::http, "/to-http2-to-http"}}) {
        const auto id = download_from(site, target, trusting(into_the_clear));
        EXPECT_TRUE(ends_well(id, in_downloads("file"), version)) << target;
    }
    EXPECT_EQ(plain_requests(), 2);
}

TEST_F(Redirect, FromHttpToHttpsIsFollowed) {
    const auto id = download_from(Site::http, "/to-http2", trusting());
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(Redirect, IsDeniedByThePolicyDeny) {
    expect_refused(download_from(Site::https, "/to-http2", policy("deny")), "redirect-denied");
    EXPECT_EQ(nginx.accesses().size(), 1U) << "it was followed";
}

TEST_F(Redirect, ThePolicyDenyLetsAFilePassThatIsWhereItShouldBe) {
    const auto id = download_from(Site::https, "/file", policy("deny"));
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(Redirect, LeavesTheUrlAloneByThePolicyAllow) {
    const auto id = download_from(Site::https, "/to-http2", policy("allow"));
    ASSERT_TRUE(becomes(id, "transferred"));
    EXPECT_EQ(url_of(id), nginx.url(Site::https, "/to-http2"));
}

TEST_F(Redirect, MakesWhereItEndedTheUrlByThePolicyReportForGood) {
    const auto id = download_from(Site::https, "/to-http2", policy("report"));
    ASSERT_TRUE(becomes(id, "transferred"));
    EXPECT_EQ(url_of(id), nginx.url(Site::http2, "/file"));
    daemon.restart();
    EXPECT_EQ(url_of(id), nginx.url(Site::http2, "/file"));
}

TEST_F(Redirect, ThePolicyReportChangesNoUrlThatWasNotRedirected) {
    const auto id = download_from(Site::https, "/file#part", policy("report"));
    ASSERT_TRUE(becomes(id, "transferred"));
    EXPECT_EQ(url_of(id), nginx.url(Site::https, "/file#part"));
}

}  // namespace

}  // namespace transferd::test
