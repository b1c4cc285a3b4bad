// SPDX-License-Identifier: MIT
// Mirrors and Ranges as rules of a job.
#include "core/mirrors.hpp"

#include "core/wanted_ranges.hpp"
#include "unit/core/one_file.hpp"

namespace transferd {
namespace {

using core::ErrorCode;
using core::FailureCode;
using test::Rules;
using test::two_mirrors;

/// Submitted with one file that has two mirrors.
core::JobId mirrored(Rules& rules, const core::Dictionary& settings = {},
                     const core::Dictionary& options = {{"Mirrors", two_mirrors}}) {
    return test::submit_one_file(rules, settings, options);
}

std::string asked(const Rules& rules, core::JobId id) {
    const auto fetch = rules.transfers.running().find({id, {0}});
    return fetch == rules.transfers.running().end() ? "nobody" : fetch->second.order.url;
}

TEST(Mirrors, AreAskedOneAfterTheOtherWhereOneFails) {
    Rules rules;
    const auto id = mirrored(rules);
    EXPECT_EQ(asked(rules, id), "http://first/");
    test::fail_first(rules, id, FailureCode::connection_refused);
    EXPECT_EQ(asked(rules, id), "http://second/");
    test::fail_first(rules, id, FailureCode::digest_mismatch);
    EXPECT_EQ(asked(rules, id), "http://third/");
    EXPECT_EQ(rules.job(id).error_count, 0U);
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferred");
}

TEST(Mirrors, AreAskedOnceEachAndThenTheJobWaits) {
    Rules rules;
    const auto id = mirrored(rules);
    test::fail_first(rules, id, FailureCode::timed_out);
    test::fail_first(rules, id, FailureCode::certificate_rejected);
    test::fail_first(rules, id, FailureCode::connection_refused);
    EXPECT_EQ(rules.state(id), "transient-error");
    EXPECT_EQ(rules.job(id).error->code, FailureCode::timed_out);
    rules.pass(core::seconds{600});
    EXPECT_EQ(asked(rules, id), "http://third/");
    test::fail_first(rules, id, FailureCode::timed_out);
    EXPECT_EQ(asked(rules, id), "http://first/") << "after the last comes the first";
}

TEST(Mirrors, LetAJobWaitWhereOneOfThemMayWorkLater) {
    Rules rules;
    const auto id = mirrored(rules);
    test::fail_first(rules, id, FailureCode::certificate_rejected);
    test::fail_first(rules, id, FailureCode::timed_out);
    test::fail_first(rules, id, FailureCode::redirect_denied);
    EXPECT_EQ(rules.state(id), "transient-error");
    EXPECT_EQ(rules.job(id).error->code, FailureCode::timed_out);
}

TEST(Mirrors, FailTheJobWhereNoneCanWork) {
    Rules rules;
    const auto id = mirrored(rules);
    for (int i = 0; i < 3; ++i) test::fail_first(rules, id, FailureCode::size_mismatch);
    EXPECT_EQ(rules.state(id), "error");
    EXPECT_EQ(rules.job(id).error->code, FailureCode::size_mismatch);
}

TEST(Mirrors, AreNotAskedForWhatIsThisMachinesFault) {
    for (const auto code :
         {FailureCode::disk_full, FailureCode::quota_exceeded, FailureCode::local_file_changed,
          FailureCode::io_error, FailureCode::size_limit, FailureCode::network_offline}) {
        Rules rules;
        const auto id = mirrored(rules);
        test::fail_first(rules, id, code);
        EXPECT_EQ(asked(rules, id), "nobody") << core::word(code);
    }
}

TEST(Mirrors, AreNotAskedWithAMethodThatMustNotBeRepeated) {
    Rules rules;
    const auto id = mirrored(rules, {{"HttpMethod", std::string("POST")}});
    test::fail_first(rules, id, FailureCode::connection_refused);
    EXPECT_EQ(rules.state(id), "error");
}

TEST(Mirrors, GoOnWithWhatIsOnDiskAndItsValidator) {
    Rules rules;
    const auto id = mirrored(rules);
    const core::FileRef file{id, {0}};
    rules.transfers.report(test::started(file, 100));
    rules.transfers.report(core::Progressed{file, 70});
    rules.transfers.report(core::Checkpointed{file, 60, "state"});
    test::fail_first(rules, id, FailureCode::connection_lost);
    const auto& order = rules.transfers.running().at(file).order;
    EXPECT_EQ(order.url, "http://second/");
    EXPECT_EQ(order.offset, 60U);
    EXPECT_EQ(order.validator.entity_tag, "\"a\"");
    EXPECT_EQ(order.digest_state, "state");
    EXPECT_EQ(rules.job(id).bytes_transferred, 60U);
}

TEST(Mirrors, StartOverAfterOneThatHadAnotherContent) {
    Rules rules;
    const auto id = mirrored(rules);
    const core::FileRef file{id, {0}};
    rules.transfers.report(test::started(file, 100));
    rules.transfers.report(core::Checkpointed{file, 60, {}});
    test::fail_first(rules, id, FailureCode::digest_mismatch);
    EXPECT_EQ(rules.transfers.running().at(file).order.offset, 0U);
    EXPECT_EQ(rules.job(id).bytes_transferred, 0U);
}

TEST(Mirrors, WhoseTurnItIsIsKnownAfterARestart) {
    Rules rules;
    const auto id = mirrored(rules);
    test::fail_first(rules, id, FailureCode::connection_refused);
    core::Ledger ledger{rules.store, rules.observer, rules.clock};
    ledger.load();
    EXPECT_EQ(core::source_url(ledger.find(id)->files.at(0)), "http://second/");
}

TEST(Mirrors, AreNotAskedOnceTheJobIsSuspended) {
    Rules rules;
    const auto id = mirrored(rules);
    rules.transfers.fail({id, {0}}, FailureCode::connection_refused);
    rules.jobs.suspend(Rules::alice, id, [](const auto&) {});
    rules.settle();
    EXPECT_EQ(asked(rules, id), "nobody");
    EXPECT_EQ(rules.state(id), "suspended");
    rules.jobs.resume(Rules::alice, id, [](const auto&) {});
    rules.settle();
    EXPECT_EQ(asked(rules, id), "http://second/");
}

TEST(Mirrors, BeginAtTheNewUrlAfterSetRemoteUrl) {
    Rules rules;
    const auto id = mirrored(rules);
    test::fail_first(rules, id, FailureCode::connection_refused);
    rules.jobs.set_remote_url(Rules::alice, id, {{0}, "http://new/"}, [](const auto&) {});
    rules.settle();
    EXPECT_EQ(asked(rules, id), "http://new/");
}

TEST(Mirrors, AreRedirectedForThemselvesByThePolicyReport) {
    Rules rules;
    const auto id = mirrored(rules, {{"RedirectPolicy", std::string("report")}});
    test::fail_first(rules, id, FailureCode::connection_refused);
    rules.transfers.report(test::started({id, {0}}, 100));
    rules.settle();
    const auto& file = rules.ledger.find(id)->files.at(0);
    EXPECT_EQ(file.url, "http://first/");
    EXPECT_EQ(file.mirrors.at(0), "http://server/elsewhere");
}

TEST(Mirrors, AreHeldToTheSchemesOfThePolicyAndCountInTheOwnersRoom) {
    Rules rules;
    const auto before = rules.ledger.stored_bytes({1001});
    const auto id = mirrored(rules);
    EXPECT_GE(rules.ledger.stored_bytes({1001}) - before, 13U + 14U + 13U);
    const auto added = rules.error_of([&](auto reply) {
        rules.jobs.add_files(
            Rules::alice, id,
            {{"http://a/", "/tmp/other", {{"Mirrors", core::StringList{"ftp://b/"}}}}},
            core::Reply<core::FileIndex>(reply));
    });
    EXPECT_EQ(added, ErrorCode::invalid_url);
}

TEST(Ranges, GoToTheWorkerWithWhatIsKnownOfTheRemoteFile) {
    Rules rules;
    const core::RangeList wanted{{50, 10}, {90, core::to_the_end}};
    const auto id = mirrored(rules, {}, {{"Ranges", wanted}});
    auto started = test::started({id, {0}}, 20);
    started.remote_size = 100;
    rules.transfers.report(started);
    rules.transfers.report(core::Checkpointed{{id, {0}}, 12, {}});
    test::fail_first(rules, id, FailureCode::connection_lost);
    const auto& order = rules.transfers.running().at({id, {0}}).order;
    EXPECT_EQ(order.ranges, wanted);
    EXPECT_EQ(order.remote_size, 100U);
    EXPECT_EQ(order.offset, 12U);
    EXPECT_EQ(rules.job(id).bytes_total, 20U);
}

TEST(Ranges, AreLimitedByThePolicyButForSystemAccounts) {
    core::Policy policy;
    policy.max_ranges_per_file = 2;
    Rules rules{policy};
    const auto added = [&](core::Caller caller, std::uint64_t count) {
        core::RangeList ranges;
        for (std::uint64_t i = 0; i < count; ++i) ranges.push_back({2 * i, 1});
        const auto id = test::create(rules, caller);
        return rules.error_of([&](auto reply) {
            rules.jobs.add_files(
                caller, id,
                {{"http://a/", "/tmp/" + std::to_string(id.value), {{"Ranges", ranges}}}},
                core::Reply<core::FileIndex>(reply));
        });
    };
    EXPECT_EQ(added(Rules::alice, 2), std::nullopt);
    EXPECT_EQ(added(Rules::alice, 3), ErrorCode::too_many_ranges);
    EXPECT_EQ(added({.uid = {999}}, 1000), std::nullopt);
    EXPECT_EQ(added({.uid = {999}}, 1001), ErrorCode::too_many_ranges)
        << "what one order to a worker can hold";
}

TEST(PlaceOf, FindsTheRangeOfEachByte) {
    const core::RangeList ranges{{50, 10}, {0, 5}, {90, core::to_the_end}};
    EXPECT_EQ(core::place_of(ranges, 100, 0), (core::RangePlace{0, 0}));
    EXPECT_EQ(core::place_of(ranges, 100, 9), (core::RangePlace{0, 9}));
    EXPECT_EQ(core::place_of(ranges, 100, 10), (core::RangePlace{1, 0}));
    EXPECT_EQ(core::place_of(ranges, 100, 15), (core::RangePlace{2, 0}));
    EXPECT_EQ(core::place_of(ranges, 100, 24), (core::RangePlace{2, 9}));
    EXPECT_EQ(core::place_of(ranges, 100, 25), std::nullopt);
    EXPECT_EQ(core::beginning_of(ranges, 100, 2), 15U);
}

TEST(WantedSize, IsUnknownWhereARangeIsNotWithinTheFile) {
    EXPECT_EQ(core::wanted_size(core::RangeList{{0, 10}}, std::nullopt), 10U);
    EXPECT_EQ(core::wanted_size(core::RangeList{{0, 10}}, 10), 10U);
    EXPECT_EQ(core::wanted_size(core::RangeList{{0, 11}}, 10), std::nullopt);
    EXPECT_EQ(core::wanted_size(core::RangeList{{10, core::to_the_end}}, 10), std::nullopt);
    EXPECT_EQ(core::wanted_size(core::RangeList{{9, core::to_the_end}}, 10), 1U);
    EXPECT_EQ(core::wanted_size(core::RangeList{{9, core::to_the_end}}, std::nullopt),
              std::nullopt);
}

}  // namespace
}  // namespace transferd
