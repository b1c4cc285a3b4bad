// SPDX-License-Identifier: MIT
// What ListFiles says is there of each file.
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using test::Rules;

std::uint64_t bytes(const Rules& rules, const core::FileRef& file) {
    return rules.jobs.bytes_of(file.job, rules.ledger.find(file.job)->files.at(file.index.value));
}

TEST(FileProgress, OfAFileUnderWayAddsUpToTheJobs) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2);
    rules.transfers.report(test::started({id, {1}}, 100));
    rules.transfers.report(core::Progressed{{id, {1}}, 60});
    EXPECT_EQ(rules.job(id).bytes_transferred, 60U);
    EXPECT_EQ(bytes(rules, {id, {0}}), 0U);
    EXPECT_EQ(bytes(rules, {id, {1}}), 60U);
}

TEST(FileProgress, OfASuspendedJobIsWhatIsDurable) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.report(test::started({id, {0}}, 100));
    rules.transfers.report(core::Checkpointed{{id, {0}}, 40, "state"});
    rules.transfers.report(core::Progressed{{id, {0}}, 60});
    rules.transfers.hold = true;
    rules.jobs.suspend(Rules::alice, id, [](const auto&) {});
    rules.settle();
    rules.transfers.lose(Rules::alice.uid);
    rules.settle();
    EXPECT_EQ(bytes(rules, {id, {0}}), 40U);
}

TEST(FileProgress, OfATransferredFileIsItsSize) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_EQ(bytes(rules, {id, {0}}), 10U);
}

}  // namespace
}  // namespace transferd
