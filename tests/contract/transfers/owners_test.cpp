// SPDX-License-Identifier: MIT
#include "transfers.hpp"

namespace transferd::test {
namespace {

using Owners = Transfers;
INSTANTIATE_TEST_SUITE_P(Workers, Owners, both(), name_of);

constexpr core::FileRef file{{1}, {0}};
constexpr core::FileRef of_another_job{{2}, {0}};

TEST_P(Owners, AreNamedWithEachReportOfTheirWorker) {
    start(alice, serve(file, Remote::whole));
    start(bob, serve(of_another_job, Remote::whole));
    until([&] { return !runs(alice, file) && !runs(bob, of_another_job); });
    for (const auto& each : heard) {
        const bool of_alice =
            std::visit([](const auto& report) { return report.file == file; }, each.report);
        EXPECT_EQ(each.from, of_alice ? alice : bob);
    }
    EXPECT_EQ(said<core::Finished>(file).size(), 1U);
    EXPECT_EQ(said<core::Finished>(of_another_job).size(), 1U);
}

TEST_P(Owners, DoNotStopWhatIsNotTheirs) {
    start_slow(alice, file);
    answer_of(stop(bob, file.job));
    const auto before = said<core::Progressed>(file).size();
    until([&] { return said<core::Progressed>(file).size() > before; });
    EXPECT_TRUE(runs(alice, file));
}

TEST_P(Owners, HaveEachTheirOwnLastCheckpoint) {
    start_slow(alice, file);
    start_slow(bob, of_another_job);
    answer_of(stop(alice, file.job));
    EXPECT_FALSE(said<core::Checkpointed>(file).empty());
    EXPECT_TRUE(runs(bob, of_another_job));
}

}  // namespace
}  // namespace transferd::test
