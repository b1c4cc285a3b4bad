// SPDX-License-Identifier: MIT
// To whom a job's secrets do not go: servers that its owner has not named.
#include "core/error.hpp"
#include "core/job_secrets.hpp"
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::ErrorCode;
using test::Rules;

constexpr core::Caller manager{.uid = {1002}, .manages_all_jobs = true};

/// A resumed job with credentials for server and proxy and a header.
core::JobId with_secrets(Rules& rules, const core::Dictionary& more = {}) {
    auto settings = more;
    settings.emplace("HttpHeaders", core::StringList{"A: b"});
    const auto id = rules.submit(Rules::alice, 1, settings);
    for (const auto* target : {"server", "proxy"})
        rules.jobs.set_credentials(Rules::alice, id, {target, "basic", "me", "secret"},
                                   [](const auto&) {});
    rules.settle();
    return id;
}

void set_url(Rules& rules, core::JobId id, const core::Caller& caller, const std::string& url) {
    rules.jobs.set_remote_url(caller, id, {{0}, url},
                              [](const auto& outcome) { EXPECT_TRUE(outcome.ok()); });
    rules.settle();
}

const core::HttpSecrets& sent(Rules& rules, core::JobId id) {
    return rules.transfers.running().at({id, {0}}).order.secrets;
}

void expect_withheld(const core::HttpSecrets& secrets) {
    EXPECT_TRUE(secrets.headers.empty());
    ASSERT_EQ(secrets.credentials.size(), 1U);
    EXPECT_EQ(secrets.credentials.front().target, core::AuthTarget::proxy);
}

/// The server has redirected the file to `url`, and the next attempt begins.
void redirect(Rules& rules, core::JobId id, const std::string& url) {
    auto head = test::started({id, {0}}, 10);
    head.effective_url = url;
    rules.transfers.report(head);
    rules.settle();
    rules.transfers.fail({id, {0}}, core::FailureCode::connection_lost);
    rules.settle();
    rules.jobs.resume(Rules::alice, id, [](const auto&) {});
    rules.settle();
}

const core::Dictionary report{{"RedirectPolicy", std::string("report")}};

TEST(Secrets, DoNotFollowAReportedRedirectToAnotherServer) {
    Rules rules;
    const auto id = with_secrets(rules, report);
    redirect(rules, id, "http://elsewhere/file");
    ASSERT_EQ(rules.ledger.find(id)->files.front().url, "http://elsewhere/file");
    expect_withheld(sent(rules, id));
    set_url(rules, id, Rules::alice, "http://elsewhere/file");
    EXPECT_EQ(sent(rules, id).credentials.size(), 2U) << "the owner has named it since";
}

TEST(Secrets, FollowAReportedRedirectOnTheSameServer) {
    Rules rules;
    const auto id = with_secrets(rules, report);
    redirect(rules, id, "http://server/moved");
    ASSERT_EQ(rules.ledger.find(id)->files.front().url, "http://server/moved");
    EXPECT_EQ(sent(rules, id).credentials.size(), 2U);
}

TEST(Secrets, DoNotGoWhereSomebodyElseHasPointedTheJob) {
    Rules rules;
    const auto id = with_secrets(rules);
    set_url(rules, id, manager, "http://elsewhere/file");
    expect_withheld(sent(rules, id));
}

TEST(Secrets, GoToNoMirrorOfAnotherServer) {
    Rules rules;
    core::JobId id;
    rules.jobs.submit(Rules::alice,
                      {"download", "A job", {{"HttpHeaders", core::StringList{"A: b"}}}},
                      {{"http://first/",
                        "/tmp/file",
                        {{"Mirrors", core::StringList{"http://second/", "http://first/again"}}}}},
                      [&](const core::Outcome<core::JobId>& outcome) { id = outcome.value(); });
    rules.settle();
    EXPECT_EQ(sent(rules, id).headers.size(), 1U);
    rules.transfers.fail({id, {0}}, core::FailureCode::connection_refused);
    rules.settle();
    EXPECT_TRUE(sent(rules, id).headers.empty());
    rules.transfers.fail({id, {0}}, core::FailureCode::connection_refused);
    rules.settle();
    EXPECT_EQ(sent(rules, id).headers.size(), 1U) << "the same server";
}

TEST(Secrets, KeepOthersFromChangingTheWayTheyGo) {
    Rules rules;
    const auto id = with_secrets(rules);
    const auto change = [&](const core::Caller& caller) {
        return rules.error_of([&](auto reply) {
            rules.jobs.set_settings(caller, id, {{"ProxyUrl", std::string("http://proxy:1")}},
                                    core::Reply<core::Nothing>(reply));
        });
    };
    EXPECT_EQ(change(manager), ErrorCode::access_denied);
    EXPECT_FALSE(change(Rules::alice));
}

}  // namespace
}  // namespace transferd
