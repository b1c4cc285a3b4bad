// SPDX-License-Identifier: MIT
// Files that come in several answers: who may ask for several at once, and what a digest that tells
// of bytes that do not belong together leads to.
#include "unit/core/one_file.hpp"

#include <string_view>

namespace transferd {
namespace {

using core::FailureCode;
using test::Rules;
using test::two_mirrors;

const core::Value a_digest = "md5:" + std::string(32, 'a');

/// 60 of its 100 bytes are on disk.
void kept(Rules& rules, core::JobId id) {
    const core::FileRef file{id, {0}};
    rules.transfers.report(test::started(file, 100));
    rules.transfers.report(core::Checkpointed{file, 60, {}});
    rules.settle();
}

void mismatch_in_pieces(Rules& rules, core::JobId id) {
    rules.transfers.report(core::FileFailed{
        {id, {0}}, {.code = FailureCode::digest_mismatch, .message = "No."}, true});
    rules.settle();
}

TEST(Pieces, GoOnWithWhatIsOnDiskWhateverTheMirrorsValidatorWhereADigestDecides) {
    Rules rules;
    const auto id =
        test::submit_one_file(rules, {}, {{"Mirrors", two_mirrors}, {"Digest", a_digest}});
    kept(rules, id);
    test::fail_first(rules, id, FailureCode::connection_lost);
    const auto& order = rules.transfers.running().at({id, {0}}).order;
    EXPECT_EQ(order.url, "http://second/");
    EXPECT_EQ(order.offset, 60U);
    EXPECT_EQ(order.size, 100U);
    EXPECT_TRUE(order.validator.empty());
}

TEST(Pieces, ThatHaveAnotherDigestComeFromOneSourceThen) {
    Rules rules;
    const auto id = test::submit_one_file(rules, {{"Priority", std::string("foreground")}},
                                          {{"Mirrors", two_mirrors}, {"Digest", a_digest}});
    kept(rules, id);
    EXPECT_EQ(rules.transfers.running().at({id, {0}}).order.parallel_ranges, 4U);
    mismatch_in_pieces(rules, id);
    {
        const auto& order = rules.transfers.running().at({id, {0}}).order;
        EXPECT_EQ(order.url, "http://first/") << "nobody says that the server is at fault";
        EXPECT_EQ(order.offset, 0U);
        EXPECT_TRUE(order.one_source);
        EXPECT_EQ(order.parallel_ranges, 1U);
    }
    EXPECT_EQ(rules.job(id).bytes_transferred, 0U);
    EXPECT_EQ(rules.job(id).error_count, 0U);
    kept(rules, id);
    test::fail_first(rules, id, FailureCode::connection_lost);
    const auto& order = rules.transfers.running().at({id, {0}}).order;
    EXPECT_EQ(order.url, "http://second/");
    EXPECT_FALSE(order.validator.empty()) << "what is of one source goes on by its validator alone";
}

TEST(Pieces, ThatHaveAnotherDigestAreFetchedAgainOnce) {
    Rules rules;
    const auto id = test::submit_one_file(rules, {}, {{"Digest", a_digest}});
    kept(rules, id);
    mismatch_in_pieces(rules, id);
    EXPECT_TRUE(rules.transfers.running().contains({id, {0}}));
    kept(rules, id);
    mismatch_in_pieces(rules, id);
    EXPECT_EQ(rules.state(id), "error");
    EXPECT_EQ(rules.job(id).error->code, FailureCode::digest_mismatch);
}

TEST(Pieces, ThatHadAnotherDigestAreKnownAfterARestart) {
    Rules rules;
    const auto id = test::submit_one_file(rules, {}, {{"Digest", a_digest}});
    kept(rules, id);
    mismatch_in_pieces(rules, id);
    core::Ledger ledger{rules.store, rules.observer, rules.clock};
    ledger.load();
    EXPECT_TRUE(ledger.find(id)->files.at(0).one_source);
}

TEST(Pieces, AreNotBlamedForTheDigestOfAFileThatCameAsOne) {
    Rules rules;
    const auto id = test::submit_one_file(rules, {}, {{"Digest", a_digest}});
    test::fail_first(rules, id, FailureCode::digest_mismatch);
    EXPECT_EQ(rules.state(id), "error");
}

TEST(AFile, StepsBackWhereItsJobIsNotInTheForeground) {
    for (const auto* priority : {"foreground", "high", "normal", "low"}) {
        Rules rules;
        const auto id = test::submit_one_file(rules, {{"Priority", std::string(priority)}}, {});
        EXPECT_EQ(rules.transfers.running().at({id, {0}}).order.in_background,
                  std::string_view{priority} != "foreground");
    }
}

TEST(ParallelRanges, AreForForegroundJobs) {
    for (const auto* priority : {"foreground", "high", "normal", "low"}) {
        Rules rules;
        const auto id = test::submit_one_file(rules, {{"Priority", std::string(priority)}}, {});
        EXPECT_EQ(rules.transfers.running().at({id, {0}}).order.parallel_ranges,
                  std::string_view{priority} == "foreground" ? 4U : 1U);
    }
}

}  // namespace
}  // namespace transferd
