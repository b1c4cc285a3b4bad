// SPDX-License-Identifier: MIT
// SetRemoteUrl, ReplaceRemotePrefix and SetValidation.
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::ErrorCode;
using core::FileIndex;
using test::Rules;

auto set_url(Rules& rules, core::JobId id, const core::NewUrl& change,
             core::Caller caller = Rules::alice) {
    return rules.error_of([&](auto reply) {
        rules.jobs.set_remote_url(caller, id, change, core::Reply<core::Nothing>(reply));
    });
}

auto judge(Rules& rules, core::JobId id, const core::Verdict& verdict) {
    return rules.error_of([&](auto reply) {
        rules.jobs.set_validation(Rules::alice, id, verdict, core::Reply<core::Nothing>(reply));
    });
}

std::uint32_t replace_prefix(Rules& rules, core::JobId id, const core::PrefixChange& change) {
    std::optional<std::uint32_t> changed;
    rules.jobs.replace_remote_prefix(Rules::alice, id, change,
                                     [&](const core::Outcome<std::uint32_t>& outcome) {
                                         if (outcome.ok()) changed = outcome.value();
                                     });
    rules.settle();
    return changed.value();
}

const core::FileEntry& file(const Rules& rules, core::JobId id, std::uint32_t index) {
    return rules.ledger.find(id)->files.at(index);
}

void start_with(Rules& rules, const core::FileRef& ref, std::uint64_t durable) {
    rules.transfers.report(test::started(ref, 100));
    rules.transfers.report(core::Progressed{ref, durable});
    rules.transfers.report(core::Checkpointed{ref, durable, "state"});
}

TEST(SetRemoteUrl, OfARunningFileGoesOnFromTheNewUrlWithWhatIsOnDisk) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    start_with(rules, {id, {0}}, 60);
    EXPECT_EQ(set_url(rules, id, {{0}, "http://mirror/file"}), std::nullopt);
    const auto& order = rules.transfers.running().at({id, {0}}).order;
    EXPECT_EQ(order.url, "http://mirror/file");
    EXPECT_EQ(order.offset, 60U);
    EXPECT_EQ(order.validator.entity_tag, "\"a\"");
    EXPECT_TRUE(file(rules, id, 0).effective_url.empty());
}

TEST(SetRemoteUrl, LeavesATransferredFileAsItIs) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_EQ(set_url(rules, id, {{0}, "http://mirror/file"}), std::nullopt);
    EXPECT_EQ(file(rules, id, 0).url, "http://server/file");
    EXPECT_EQ(rules.state(id), "transferred");
}

TEST(SetRemoteUrl, DoesNotWakeAJobThatWaits) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.fail({id, {0}}, core::FailureCode::timed_out);
    rules.settle();
    EXPECT_EQ(set_url(rules, id, {{0}, "http://mirror/file"}), std::nullopt);
    EXPECT_EQ(rules.state(id), "transient-error");
    rules.pass(core::seconds{600});
    EXPECT_EQ(rules.transfers.running().at({id, {0}}).order.url, "http://mirror/file");
}

TEST(SetRemoteUrl, NamesWhatIsWrong) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    EXPECT_EQ(set_url(rules, id, {{1}, "http://mirror/file"}), ErrorCode::no_such_file);
    EXPECT_EQ(set_url(rules, id, {{0}, "gopher://mirror/file"}), ErrorCode::invalid_url);
    EXPECT_EQ(set_url(rules, id, {{0}, ""}), ErrorCode::invalid_url);
    EXPECT_EQ(set_url(rules, id, {{0}, "http://mirror/file"}, Rules::bob), ErrorCode::no_such_job);
    EXPECT_EQ(file(rules, id, 0).url, "http://server/file");
}

TEST(SetRemoteUrl, DoesNotMindADirectoryThatIsAway) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.directories.clear();
    EXPECT_EQ(set_url(rules, id, {{0}, "http://mirror/file"}), std::nullopt);
}

TEST(ReplaceRemotePrefix, ChangesEveryUnfinishedUrlThatBeginsSo) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2);
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    EXPECT_EQ(replace_prefix(rules, id, {"http://server/", "https://mirror/of/"}), 1U);
    EXPECT_EQ(file(rules, id, 0).url, "http://server/file");
    EXPECT_EQ(file(rules, id, 1).url, "https://mirror/of/file");
}

TEST(ReplaceRemotePrefix, ThatMatchesNothingChangesNothing) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    EXPECT_EQ(replace_prefix(rules, id, {"HTTP://SERVER/", "https://mirror/"}), 0U);
}

TEST(ReplaceRemotePrefix, RefusesAnEmptyPrefix) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    EXPECT_EQ(rules.error_of([&](auto reply) {
        rules.jobs.replace_remote_prefix(Rules::alice, id, {"", "https://mirror/"},
                                         core::Reply<std::uint32_t>(reply));
    }),
              ErrorCode::invalid_args);
}

TEST(SetValidation, OfAGoodFileIsKept) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_EQ(judge(rules, id, {{0}, true}), std::nullopt);
    EXPECT_EQ(file(rules, id, 0).validation, core::Validation::valid);
    EXPECT_EQ(rules.state(id), "transferred");
}

TEST(SetValidation, OfABadFileIsAnErrorAndDiscardsTheBytes) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 2);
    EXPECT_EQ(judge(rules, id, {{1}, false}), std::nullopt);
    EXPECT_EQ(rules.state(id), "error");
    EXPECT_EQ(rules.job(id).error->code, core::FailureCode::validation_failed);
    EXPECT_EQ(rules.job(id).files_transferred, 1U);
    EXPECT_EQ(rules.job(id).bytes_transferred, 10U);
    EXPECT_FALSE(rules.job(id).transferred);
    EXPECT_EQ(rules.transfers.discarded, (std::vector<core::FileRef>{{id, {1}}}));
    EXPECT_EQ(file(rules, id, 1).validation, core::Validation::invalid);
}

TEST(SetValidation, OfABadFileIsMadeGoodByResume) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_EQ(judge(rules, id, {{0}, false}), std::nullopt);
    EXPECT_EQ(rules.error_of([&](auto reply) {
        rules.jobs.resume(Rules::alice, id, core::Reply<core::Nothing>(reply));
    }),
              std::nullopt);
    EXPECT_EQ(rules.transfers.running().at({id, {0}}).order.offset, 0U);
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferred");
    EXPECT_EQ(file(rules, id, 0).validation, core::Validation::unset);
}

TEST(SetValidation, LetsNothingOfTheJobStartBeforeTheBadBytesAreGone) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    rules.transfers.hold = true;
    EXPECT_EQ(judge(rules, id, {{0}, false}), std::nullopt);
    rules.jobs.resume(Rules::alice, id, [](const auto&) {});
    rules.settle();
    EXPECT_FALSE(rules.transfers.runs(id));
    rules.transfers.hold = false;
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(id));
}

TEST(SetValidation, OfAnUnfinishedFileIsRefused) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    EXPECT_EQ(judge(rules, id, {{0}, true}), ErrorCode::invalid_state);
    EXPECT_EQ(judge(rules, id, {{1}, true}), ErrorCode::no_such_file);
}

}  // namespace
}  // namespace transferd
