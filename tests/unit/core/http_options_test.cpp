// SPDX-License-Identifier: MIT
// How a job's HTTP settings reach its worker, and what the worker's answer changes.
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::RedirectPolicy;
using test::Rules;

/// The URL of a file whose worker says that it ended at `effective_url`.
std::string url_after(const std::string& policy, const std::string& effective_url) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, {{"RedirectPolicy", policy}});
    rules.transfers.report(core::Started{
        .file = {id, {0}}, .part = {1, 9}, .size = 10, .effective_url = effective_url});
    rules.settle();
    return rules.store.load().front().files.front().url;
}

TEST(HttpOptions, GoToTheWorkerWithTheOrder) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1,
                                 {{"RedirectPolicy", std::string("deny")},
                                  {"RedirectHttpsToHttp", true},
                                  {"TlsCaFile", std::string("/ca")}});
    const core::HttpOptions expected{.redirect_policy = RedirectPolicy::deny,
                                     .redirect_https_to_http = true,
                                     .tls = {.ca_file = "/ca"}};
    EXPECT_EQ(rules.transfers.running().at({id, {0}}).order.http, expected);
}

TEST(RedirectPolicy, ReportSavesWhereItEnded) {
    EXPECT_EQ(url_after("report", "http://other/file"), "http://other/file");
}

TEST(RedirectPolicy, AllowLeavesTheUrlAlone) {
    EXPECT_EQ(url_after("allow", "http://other/file"), "http://server/file");
}

TEST(RedirectPolicy, ReportTakesNothingThatIsNoUrlFromAWorker) {
    for (const auto* wrong : {"", "http://other/a b", "http://other/\n", "http://other/\xFF"})
        EXPECT_EQ(url_after("report", wrong), "http://server/file") << wrong;
}

}  // namespace
}  // namespace transferd
