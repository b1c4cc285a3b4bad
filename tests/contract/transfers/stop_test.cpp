// SPDX-License-Identifier: MIT
#include "transfers.hpp"

namespace transferd::test {
namespace {

using Stop = Transfers;
INSTANTIATE_TEST_SUITE_P(Workers, Stop, both(), name_of);

constexpr core::JobId job{1};
constexpr core::FileRef file{job, {0}};
constexpr core::FileRef second{job, {1}};
constexpr core::FileRef of_another_job{{2}, {0}};

TEST_P(Stop, LetsOnlyCheckpointsComeAfterTheCallAndNothingAfterTheAnswer) {
    start_slow(alice, file);
    start_slow(alice, second);
    const auto stopped = answer_of(stop(alice, job));
    EXPECT_GT(stopped.at_done, stopped.at_call);
    for (auto i = stopped.at_call; i < stopped.at_done; ++i)
        EXPECT_TRUE(std::holds_alternative<core::Checkpointed>(heard[i].report));
    hear_all(alice);
    EXPECT_EQ(heard.size(), stopped.at_done);
}

TEST_P(Stop, KeepsWhatHasCome) {
    for (const auto& each : {file, second}) start_slow(alice, each);
    answer_of(stop(alice, job));
    for (const auto& each : {file, second}) {
        EXPECT_GE(last<core::Checkpointed>(each).offset, last<core::Progressed>(each).received);
    }
}

TEST_P(Stop, OfAFileThatHasNotBegunKeepsItFromBeginning) {
    start(alice, serve(file, Remote::whole));
    answer_of(stop(alice, job));
    hear_all(alice);
    EXPECT_TRUE(said<core::Started>(file).empty());
}

TEST_P(Stop, FromWithinAReportOfTheJobStopsAllOfIt) {
    CallRef<Stopped> stopped;
    at_report = [&](const auto&) {
        if (!stopped) stopped = stop(alice, job);
    };
    for (const auto& each : {file, second}) start(alice, serve(each, Remote::slow));
    until([&] { return stopped && stopped->answers > 0; });
    hear_all(alice);
    EXPECT_EQ(reports_of(job), stopped->answer.at_done);
    EXPECT_EQ(stopped->answer.at_call, 1U);
}

TEST_P(Stop, IsAnsweredWhereTheOwnerHasNoWorker) {
    const auto stopped = answer_of(stop(alice, job));
    EXPECT_EQ(stopped.at_done, 0U);
}

TEST_P(Stop, IsAnsweredWhereTheJobHasNothingRunning) {
    transfer(alice, file);
    const auto stopped = answer_of(stop(alice, job));
    EXPECT_EQ(stopped.at_done, stopped.at_call);
}

TEST_P(Stop, ThatIsCalledTwiceIsAnsweredTwice) {
    start_slow(alice, file);
    const auto first = stop(alice, job);
    const auto again = stop(alice, job);
    answer_of(first);
    answer_of(again);
    EXPECT_EQ(first->answers, 1);
    EXPECT_EQ(again->answers, 1);
}

TEST_P(Stop, LeavesTheOwnersOtherJobsAlone) {
    start_slow(alice, file);
    start_slow(alice, of_another_job);
    answer_of(stop(alice, job));
    const auto before = said<core::Progressed>(of_another_job).size();
    until([&] { return said<core::Progressed>(of_another_job).size() > before; });
    EXPECT_TRUE(runs(alice, of_another_job));
}

}  // namespace
}  // namespace transferd::test
