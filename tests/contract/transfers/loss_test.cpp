// SPDX-License-Identifier: MIT
#include "transfers.hpp"

namespace transferd::test {
namespace {

using ALostWorker = Transfers;
INSTANTIATE_TEST_SUITE_P(Workers, ALostWorker, both(), name_of);

constexpr core::JobId job{1};
constexpr core::FileRef file{job, {0}};
constexpr core::FileRef second{job, {1}};
constexpr core::FileRef of_another_job{{2}, {0}};
constexpr auto lost = core::FailureCode::worker_lost;

TEST_P(ALostWorker, FailsEveryFileThatItHad) {
    for (const auto& each : {file, second, of_another_job}) start_slow(alice, each);
    world->kill(alice);
    for (const auto& each : {file, second, of_another_job}) {
        until([&] { return !runs(alice, each); });
        const auto failed = said<core::FileFailed>(each);
        ASSERT_EQ(failed.size(), 1U);
        EXPECT_EQ(failed[0].failure.code, lost);
    }
}

TEST_P(ALostWorker, AnswersForEachItemThatItWasAskedAbout) {
    const auto whole = transfer(alice, file);
    world->freeze();
    const auto checked = check(alice, {item(world->place("a")), item(world->nowhere("b"))});
    const auto published = publish(alice, {whole, whole});
    const auto discarded =
        discard(alice, {{.file = second, .destination = whole.destination, .part = whole.part}});
    const auto stopped = stop(alice, job);
    world->kill(alice);
    ASSERT_EQ(answer_of(checked).size(), 2U);
    for (const auto& answer : checked->answer) EXPECT_EQ(code_of(answer.failure), lost);
    ASSERT_EQ(answer_of(published).size(), 2U);
    for (const auto& answer : published->answer) {
        EXPECT_EQ(answer.file, file);
        EXPECT_EQ(code_of(answer.failure), lost);
    }
    ASSERT_EQ(answer_of(discarded).size(), 1U);
    EXPECT_EQ(discarded->answer[0].file, second);
    EXPECT_EQ(code_of(discarded->answer[0].failure), lost);
    answer_of(stopped);
}

TEST_P(ALostWorker, SaysNoMoreOfAJobThatIsStoppedAtItsFirstFailure) {
    for (const auto& each : {file, second}) start_slow(alice, each);
    CallRef<Stopped> stopped;
    at_report = [&](const core::Report& report) {
        if (std::holds_alternative<core::FileFailed>(report) && !stopped)
            stopped = stop(alice, job);
    };
    world->kill(alice);
    until([&] { return stopped && stopped->answers > 0; });
    EXPECT_EQ(stopped->answer.at_done, stopped->answer.at_call);
    EXPECT_EQ(said<core::FileFailed>(file).size() + said<core::FileFailed>(second).size(), 1U);
}

TEST_P(ALostWorker, AnswersWhatIsAskedFromWithinItsLastAnswers) {
    start_slow(alice, file);
    CallRef<core::CheckAnswers> checked;
    at_report = [&](const core::Report& report) {
        if (!std::holds_alternative<core::FileFailed>(report) || checked) return;
        checked = check(alice, {item(world->place("a"))});
        start(alice, serve(second, Remote::whole));
    };
    world->kill(alice);
    until([&] { return checked && checked->answers > 0 && !runs(alice, second); });
    EXPECT_EQ(checked->answer.size(), 1U);
}

TEST_P(ALostWorker, IsFollowedByAnotherForWhatItsLastAnswersAskFor) {
    const auto whole = transfer(alice, file);
    const core::DiscardItem item{
        .file = file, .destination = whole.destination, .part = whole.part};
    start_slow(alice, second);
    CallRef<core::FileAnswers> again;
    at_report = [&](const core::Report& report) {
        if (std::holds_alternative<core::FileFailed>(report)) again = discard(alice, {item});
    };
    world->kill(alice);
    until([&] { return again && again->answers > 0; });
    EXPECT_EQ(again->answer, (core::FileAnswers{{.file = file}}));
}

TEST_P(ALostWorker, IsFollowedByAnother) {
    start_slow(alice, file);
    world->kill(alice);
    until([&] { return !runs(alice, file); });
    const auto published = answer_of(publish(alice, {transfer(alice, second)}));
    EXPECT_EQ(published, (core::FileAnswers{{.file = second}}));
}

TEST_P(ALostWorker, LeavesOtherOwnersAlone) {
    start_slow(alice, file);
    start_slow(bob, of_another_job);
    world->kill(alice);
    until([&] { return !runs(alice, file); });
    const auto before = said<core::Progressed>(of_another_job).size();
    until([&] { return said<core::Progressed>(of_another_job).size() > before; });
    EXPECT_TRUE(runs(bob, of_another_job));
}

TEST_P(ALostWorker, IsAlsoOneThatNeverStarted) {
    world->refuse_workers();
    start(alice, serve(file, Remote::whole));
    const auto checked = check(alice, {item(world->place("a"))});
    const auto stopped = stop(alice, {3});
    until([&] { return !runs(alice, file); });
    EXPECT_EQ(said<core::FileFailed>(file).at(0).failure.code, lost);
    EXPECT_EQ(code_of(answer_of(checked).at(0).failure), lost);
    answer_of(stopped);
}

}  // namespace
}  // namespace transferd::test
