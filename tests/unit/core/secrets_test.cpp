// SPDX-License-Identifier: MIT
// Credentials and headers of a job: whose they are, where they go, when they are gone.
#include "core/error.hpp"
#include "core/handing_over.hpp"
#include "core/job_secrets.hpp"
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::Credential;
using core::ErrorCode;
using test::Rules;

constexpr core::Caller manager{.uid = {1002}, .manages_all_jobs = true};

const core::CredentialWords login{"server", "basic", "me", "secret"};
const Credential opened{core::AuthTarget::server, core::AuthScheme::basic, "me", "secret"};

std::optional<ErrorCode> set(Rules& rules, core::JobId id, core::CredentialWords words = login,
                             core::Caller caller = Rules::alice) {
    return rules.error_of([&](auto reply) {
        rules.jobs.set_credentials(caller, id, std::move(words), core::Reply<core::Nothing>(reply));
    });
}

std::optional<ErrorCode> remove(Rules& rules, core::JobId id, core::Caller caller = Rules::alice) {
    return rules.error_of([&](auto reply) {
        rules.jobs.remove_credentials(caller, id, {"server", "basic", {}, {}},
                                      core::Reply<core::Nothing>(reply));
    });
}

std::optional<ErrorCode> change(Rules& rules, core::JobId id, const core::Dictionary& changes,
                                core::Caller caller = Rules::alice) {
    return rules.error_of([&](auto reply) {
        rules.jobs.set_settings(caller, id, changes, core::Reply<core::Nothing>(reply));
    });
}

std::optional<ErrorCode> resume(Rules& rules, core::JobId id) {
    return rules.error_of([&](auto reply) {
        rules.jobs.resume(Rules::alice, id, core::Reply<core::Nothing>(reply));
    });
}

core::Dictionary headers(const core::StringList& list) {
    return {{"HttpHeaders", list}};
}

/// Suspended, with one file.
core::JobId with_a_file(Rules& rules) {
    const auto id = create(rules);
    EXPECT_FALSE(add(rules, id, "/tmp/a"));
    return id;
}

const core::DownloadOrder& last_order(Rules& rules, core::JobId id) {
    return rules.transfers.running().at({id, {0}}).order;
}

TEST(Credentials, GoWithTheOrdersOfTheirJobAlone) {
    Rules rules;
    const auto id = with_a_file(rules);
    const auto other = rules.submit(Rules::alice, 1);
    EXPECT_FALSE(set(rules, id));
    EXPECT_FALSE(resume(rules, id));
    EXPECT_EQ(last_order(rules, id).secrets.credentials, std::vector{opened});
    EXPECT_EQ(last_order(rules, other).secrets, core::HttpSecrets{});
}

TEST(Credentials, AreKeptSealed) {
    Rules rules;
    const auto id = with_a_file(rules);
    EXPECT_FALSE(set(rules, id));
    const auto saved = rules.store.load();
    ASSERT_EQ(saved.size(), 1U);
    EXPECT_TRUE(saved.front().job.secrets.at("credentials/server/basic").starts_with("sealed/"));
}

TEST(Credentials, AreTheOwnersAlone) {
    Rules rules;
    const auto id = with_a_file(rules);
    EXPECT_EQ(set(rules, id, login, Rules::bob), ErrorCode::no_such_job);
    EXPECT_EQ(set(rules, id, login, manager), ErrorCode::access_denied);
    EXPECT_EQ(remove(rules, id, Rules::bob), ErrorCode::no_such_job);
    EXPECT_EQ(remove(rules, id, manager), ErrorCode::access_denied);
    EXPECT_TRUE(rules.job(id).secrets.empty());
}

TEST(Credentials, OfTheSameTargetAndSchemeReplaceOneAnother) {
    Rules rules;
    const auto id = with_a_file(rules);
    EXPECT_FALSE(set(rules, id, {"server", "basic", "somebody", "else"}));
    EXPECT_FALSE(set(rules, id));
    EXPECT_EQ(core::open_secrets(rules.vault, rules.job(id))->credentials, std::vector{opened});
    EXPECT_FALSE(set(rules, id, {"proxy", "basic", "me", "secret"}));
    EXPECT_EQ(rules.job(id).secrets.size(), 2U);
    EXPECT_FALSE(remove(rules, id));
    EXPECT_EQ(rules.job(id).secrets.size(), 1U);
    EXPECT_FALSE(remove(rules, id)) << "removing what is not there";
}

TEST(Credentials, AreRefusedWhereTheyMakeNoSense) {
    Rules rules;
    const auto id = with_a_file(rules);
    const std::vector<std::pair<core::CredentialWords, ErrorCode>> refused = {
        {{"nobody", "basic", "me", "x"}, ErrorCode::invalid_args},
        {{"server", "passport", "me", "x"}, ErrorCode::invalid_args},
        {{"server", "basic", "", "x"}, ErrorCode::invalid_args},
        {{"server", "basic", "a:b", "x"}, ErrorCode::invalid_args},
        {{"server", "digest", "", "x"}, ErrorCode::invalid_args},
        {{"server", "bearer", "me", "x"}, ErrorCode::invalid_args},
        {{"server", "bearer", "", ""}, ErrorCode::invalid_args},
        {{"server", "bearer", "", "a\r\nHost: b"}, ErrorCode::invalid_args},
        {{"server", "basic", "a\nb", "x"}, ErrorCode::invalid_args},
        {{"server", "basic", std::string(301, 'a'), "x"}, ErrorCode::invalid_args},
        {{"server", "basic", "me", std::string(65'537, 'a')}, ErrorCode::invalid_args},
        {{"proxy", "bearer", "", "x"}, ErrorCode::not_supported},
        {{"server", "negotiate", "me", ""}, ErrorCode::not_supported},
        {{"server", "negotiate", "", "x"}, ErrorCode::not_supported},
    };
    for (const auto& [words, code] : refused)
        EXPECT_EQ(set(rules, id, words), code) << words.target << " " << words.scheme;
    EXPECT_FALSE(set(rules, id, {"server", "basic", std::string(300, 'a'), "x"}));
    EXPECT_FALSE(set(rules, id, {"server", "ntlm", "me", std::string(65'536, 'a')}));
}

TEST(Credentials, OfOneJobAreAtMost128KiB) {
    Rules rules;
    const auto id = with_a_file(rules);
    const std::string large(60'000, 'a');
    EXPECT_FALSE(set(rules, id, {"server", "basic", "me", large}));
    EXPECT_FALSE(set(rules, id, {"server", "digest", "me", large}));
    EXPECT_EQ(set(rules, id, {"server", "ntlm", "me", large}), ErrorCode::limits_exceeded);
    EXPECT_EQ(rules.job(id).secrets.size(), 2U);
}

TEST(Credentials, AreChargedToTheOwner) {
    Rules rules;
    const auto id = with_a_file(rules);
    const auto before = rules.ledger.stored_bytes(Rules::alice.uid);
    EXPECT_FALSE(set(rules, id));
    EXPECT_GT(rules.ledger.stored_bytes(Rules::alice.uid), before);
    EXPECT_FALSE(remove(rules, id));
    EXPECT_EQ(rules.ledger.stored_bytes(Rules::alice.uid), before);
}

TEST(Credentials, ThatCannotBeSealedAreRefusedWithTheReason) {
    Rules rules;
    const auto id = with_a_file(rules);
    rules.vault.close("There is no key");
    EXPECT_EQ(set(rules, id), ErrorCode::not_supported);
    EXPECT_EQ(change(rules, id, headers({"A: b"})), ErrorCode::not_supported);
    EXPECT_FALSE(change(rules, id, headers({}))) << "no headers need no key";
}

TEST(Credentials, ThatCannotBeOpenedEndTheAttemptInAnError) {
    Rules rules;
    const auto id = with_a_file(rules);
    EXPECT_FALSE(set(rules, id));
    rules.vault.change_key();
    EXPECT_FALSE(resume(rules, id));
    EXPECT_EQ(rules.state(id), "error");
    EXPECT_EQ(core::code_word(*rules.job(id).error), "credentials-lost");
    EXPECT_FALSE(rules.transfers.runs(id)) << "the file was asked for without them";
    // The way out that the message names.
    EXPECT_FALSE(set(rules, id));
    EXPECT_FALSE(resume(rules, id));
    EXPECT_EQ(rules.state(id), "connecting");
}

TEST(Credentials, AreGoneWithTheEndOfTheJob) {
    Rules rules;
    const auto id = with_a_file(rules);
    EXPECT_FALSE(set(rules, id));
    (void)complete(rules, id);
    EXPECT_EQ(rules.state(id), "acknowledged");
    EXPECT_TRUE(rules.job(id).secrets.empty());
    EXPECT_EQ(set(rules, id), ErrorCode::invalid_state);
}

TEST(Secrets, AreNotHandedOverWithTheJob) {
    Rules rules;
    const auto id = with_a_file(rules);
    EXPECT_FALSE(set(rules, id));
    EXPECT_FALSE(change(rules, id, headers({"A: b"})));
    EXPECT_FALSE(change(rules, id, {{"HttpHeadersWriteOnly", true}}));
    auto job = rules.job(id);
    job.new_owner = core::Account{.uid = {1003}, .name = "carol"};
    const auto taken = core::handed_over(job);
    EXPECT_TRUE(taken.secrets.empty());
    EXPECT_FALSE(taken.settings.http_headers_write_only);
}

TEST(HttpHeaders, AreReadByTheOwnerAlone) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, headers({"X-A: b", "Cookie: c"}));
    EXPECT_EQ(last_order(rules, id).secrets.headers, (core::StringList{"X-A: b", "Cookie: c"}));
    EXPECT_EQ(rules.jobs.settings(Rules::alice, id).at("HttpHeaders"),
              (core::Value{core::StringList{"X-A: b", "Cookie: c"}}));
    EXPECT_FALSE(rules.jobs.settings(manager, id).contains("HttpHeaders"));
    EXPECT_EQ(change(rules, id, headers({"X-A: c"}), manager), ErrorCode::access_denied);
}

TEST(HttpHeaders, ThatAreWriteOnlyAreReadByNobodyEverAgain) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, headers({"X-A: b"}));
    EXPECT_FALSE(change(rules, id, {{"HttpHeadersWriteOnly", true}}));
    EXPECT_FALSE(rules.jobs.settings(Rules::alice, id).contains("HttpHeaders"));
    EXPECT_EQ(change(rules, id, {{"HttpHeadersWriteOnly", false}}), ErrorCode::read_only_setting);
    EXPECT_FALSE(change(rules, id, headers({"X-A: c"}))) << "they may be written";
    EXPECT_FALSE(rules.jobs.settings(Rules::alice, id).contains("HttpHeaders"));
}

TEST(HttpHeaders, AreRefusedWhereTheyAreNoneOrTheEnginesOwn) {
    Rules rules;
    const auto id = with_a_file(rules);
    for (const auto* header : {"",
                               "A",
                               ": b",
                               "A b: c",
                               "A: b\r\nX: y",
                               "A: b\nX: y",
                               "A: b\rX: y",
                               "A:\tb",
                               "A\x7f: b",
                               "\xC3\xA4: b",
                               "Host: x",
                               "RANGE: bytes=0-",
                               "If-Range: x",
                               "Content-Length: 5",
                               "Transfer-Encoding: chunked",
                               "accept-encoding: br",
                               "Connection: close",
                               "TE: trailers",
                               "If-None-Match: x",
                               "Proxy-Authorization: Basic x",
                               "Expect: 100-continue"})
        EXPECT_EQ(change(rules, id, headers({header})), ErrorCode::invalid_args) << header;
    EXPECT_EQ(change(rules, id, headers({std::string("A: b\0c", 6)})), ErrorCode::invalid_args);
    for (const auto* header : {"A:", "A: ", "A:b", "Authorization: Basic x", "User-Agent: me",
                               "Cookie: a=b; c=d", "X-Name: \xC3\xA4"})
        EXPECT_FALSE(change(rules, id, headers({header}))) << header;
}

TEST(HttpHeaders, HaveAtMost16KiBInAll) {
    Rules rules;
    const auto id = with_a_file(rules);
    // A line has two bytes at its end.
    const std::string half = "A: " + std::string(8192 - 5, 'x');
    EXPECT_FALSE(change(rules, id, headers({half, half})));
    EXPECT_EQ(change(rules, id, headers({half, half + "x"})), ErrorCode::invalid_args);
}

TEST(HttpHeaders, AreTakenWithTheOtherSettingsOrNotAtAll) {
    Rules rules;
    const auto id = with_a_file(rules);
    auto changes = headers({"A: b"});
    changes.emplace("Priority", std::string("urgent"));
    EXPECT_EQ(change(rules, id, changes), ErrorCode::invalid_args);
    EXPECT_TRUE(rules.job(id).secrets.empty());
}

}  // namespace
}  // namespace transferd
