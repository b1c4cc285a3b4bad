// SPDX-License-Identifier: MIT
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using test::Rules;

TEST(BytesBehindAGap, AreShownUntilTheyAreLost) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const core::FileRef file{id, {0}};
    rules.transfers.report(test::started(file, 100));
    rules.transfers.report(core::Progressed{file, 10, 40});
    EXPECT_EQ(rules.job(id).bytes_transferred, 50U);
    rules.transfers.report(core::Checkpointed{file, 10, {}});
    EXPECT_EQ(rules.job(id).bytes_transferred, 50U) << "a checkpoint takes nothing away";
    rules.transfers.report(core::Progressed{file, 60, 0});
    EXPECT_EQ(rules.job(id).bytes_transferred, 60U);
    rules.transfers.report(core::Progressed{file, 60, 30});
    rules.transfers.lose(Rules::alice.uid);
    rules.settle();
    EXPECT_EQ(rules.job(id).bytes_transferred, 10U) << "what was confirmed";
}

}  // namespace
}  // namespace transferd
