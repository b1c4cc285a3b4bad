// SPDX-License-Identifier: MIT
// A worker that is there and does not answer is given up: it holds no job for ever.
#include "transfers.hpp"

namespace transferd::test {
namespace {

using AHungWorker = Transfers;
INSTANTIATE_TEST_SUITE_P(Workers, AHungWorker, testing::Values(Workers::impatient), name_of);

constexpr core::JobId job{1};
constexpr core::FileRef file{job, {0}};
constexpr core::FileRef of_another_job{{2}, {0}};
constexpr auto lost = core::FailureCode::worker_lost;

TEST_P(AHungWorker, AnswersAStopInTimeAndItsFileIsFreeForAnother) {
    start_slow(alice, file);
    auto rest = serve(file, Remote::whole);
    rest.part = last<core::Started>(file).part;
    world->freeze();
    answer_of(stop(alice, job));
    start(alice, rest);
    until([&] { return !runs(alice, file); });
    EXPECT_EQ(last<core::Finished>(file).size, remote_size);
}

TEST_P(AHungWorker, FailsWhatItHas) {
    const auto whole = transfer(alice, file);
    start_slow(alice, of_another_job);
    world->freeze();
    const auto published = publish(alice, {whole});
    const auto discarded =
        discard(alice, {{.file = file, .destination = whole.destination, .part = whole.part}});
    EXPECT_EQ(code_of(answer_of(published).at(0).failure), lost);
    EXPECT_EQ(code_of(answer_of(discarded).at(0).failure), lost);
    until([&] { return !runs(alice, of_another_job); });
    EXPECT_EQ(last<core::FileFailed>(of_another_job).failure.code, lost);
}

TEST_P(AHungWorker, CannotBeReachedAndIsGivenUp) {
    start_slow(alice, file);
    EXPECT_TRUE(world->transfers().reachable(alice));
    EXPECT_FALSE(world->transfers().reachable(bob));
    world->freeze();
    until([&] { return !world->transfers().reachable(alice); });
    until([&] { return !runs(alice, file); });
}

TEST_P(AHungWorker, IsNotOneWhoseServerIsSilent) {
    const auto whole = transfer(alice, file);
    start_slow(alice, of_another_job);
    // Ten beats later it is still there.
    for (int i = 0; i < 3; ++i) {
        const auto before = said<core::Progressed>(of_another_job).size();
        until([&] { return said<core::Progressed>(of_another_job).size() > before + 2; });
    }
    EXPECT_TRUE(world->transfers().reachable(alice));
    EXPECT_TRUE(runs(alice, of_another_job));
}

}  // namespace
}  // namespace transferd::test
