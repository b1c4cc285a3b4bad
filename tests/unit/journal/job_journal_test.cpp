// SPDX-License-Identifier: MIT
#include "broker/job_journal.hpp"

#include "journal/message_ids.hpp"
#include "support/fake_clock.hpp"
#include "unit/journal/recording_sink.hpp"

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

namespace id = journal::message_id;
using core::JobState;
using journal::Level;
using std::chrono::hours;
using std::chrono::seconds;

class JobLines : public testing::Test {
  protected:
    /// The line that was written since the last call; the failure says if it is not one.
    journal::Line line() {
        EXPECT_EQ(sink.lines.size(), 1U);
        auto only = sink.lines.empty() ? journal::Line{} : sink.lines.front();
        sink.lines.clear();
        return only;
    }
    journal::Line change_to(const core::Job& next) {
        observer.job_changed(std::exchange(job, next), next);
        return line();
    }
    [[nodiscard]] core::Job in(JobState state) const {
        auto next = job;
        next.state = state;
        return next;
    }
    [[nodiscard]] core::Job touched_in(JobState state) {
        clock.advance(seconds{1});
        auto next = in(state);
        next.modified = clock.wall();
        return next;
    }

    FakeClock clock;
    RecordingSink sink;
    journal::Journal journal{Level::info, sink};
    core::FileEntry file{.index = {0},
                         .url = "http://user:pass@host/file?token=1#frag",
                         .destination = {"/home/alice", "file"}};
    broker::JobJournal observer{journal, clock, [this](const core::FileRef& wanted) {
                                    return wanted == core::FileRef{{3}, {0}} ? &file : nullptr;
                                }};
    core::Job job{.id = {3}, .owner = {1001}, .owner_name = "alice"};
    const core::Failure failure{.code = core::FailureCode::http_status,
                                .message = "host answered http://u:p@host/?t=1 with 404.",
                                .file = core::FileIndex{0},
                                .http_status = 404};
};

TEST_F(JobLines, NameTheJobAndItsOwner) {
    observer.job_added(job);
    const auto created = line();
    EXPECT_EQ(created.level, Level::info);
    EXPECT_EQ(created.id, id::job_created);
    EXPECT_EQ(created.text, "Job 3 of alice was created");
    EXPECT_EQ(fields_of(created)["TRANSFER_JOB"], "3");
    EXPECT_EQ(fields_of(created)["TRANSFER_UID"], "1001");
    job.owner_name.clear();
    observer.job_added(in(JobState::queued));
    EXPECT_EQ(line().text, "Job 3 of uid 1001 was created and resumed");
}

TEST_F(JobLines, TellResumeFromARetryAndFromATurnThatEnded) {
    const auto resumed = change_to(touched_in(JobState::queued));
    EXPECT_EQ(resumed.id, id::job_resumed);
    EXPECT_EQ(resumed.level, Level::info);
    job = in(JobState::transient_error);
    observer.job_changed(job, in(JobState::queued));
    job = in(JobState::transferring);
    observer.job_changed(job, in(JobState::queued));
    EXPECT_TRUE(sink.lines.empty());
    job = in(JobState::transient_error);
    EXPECT_EQ(change_to(touched_in(JobState::queued)).id, id::job_resumed);
}

TEST_F(JobLines, TellSuspendAndTransferred) {
    job.state = JobState::transferring;
    EXPECT_EQ(change_to(touched_in(JobState::suspended)).id, id::job_suspended);
    auto next = in(JobState::transferred);
    next.files_transferred = 2;
    next.bytes_transferred = 1;
    const auto transferred = change_to(next);
    EXPECT_EQ(transferred.id, id::job_transferred);
    EXPECT_EQ(transferred.text, "Job 3 of alice is transferred: 2 files, 1 byte");
    EXPECT_EQ(fields_of(transferred)["TRANSFER_FILES"], "2");
    EXPECT_EQ(fields_of(transferred)["TRANSFER_BYTES"], "1");
}

TEST_F(JobLines, TellAnErrorWithItsFileAndWithoutItsSecrets) {
    job.state = JobState::transferring;
    auto next = in(JobState::error);
    next.error = failure;
    const auto error = change_to(next);
    EXPECT_EQ(error.level, Level::warning);
    EXPECT_EQ(error.id, id::job_error);
    EXPECT_EQ(error.text,
              "Job 3 of alice is in error: http-404: host answered http://host/ with 404.");
    auto fields = fields_of(error);
    EXPECT_EQ(fields["TRANSFER_ERROR"], "http-404");
    EXPECT_EQ(fields["TRANSFER_FILE"], "0");
    EXPECT_EQ(fields["TRANSFER_URL"], "http://host/file");
    EXPECT_EQ(fields["TRANSFER_PATH"], "/home/alice/file");
}

TEST_F(JobLines, TellATransientErrorWithItsNextAttempt) {
    job.state = JobState::connecting;
    auto next = in(JobState::transient_error);
    next.error = core::Failure{.code = core::FailureCode::timed_out, .message = "Slow."};
    // The line is written some moments after the time was set.
    next.next_retry = clock.wall() + seconds{600} - core::milliseconds{3};
    const auto error = change_to(next);
    EXPECT_EQ(error.level, Level::notice);
    EXPECT_EQ(error.id, id::job_transient_error);
    EXPECT_EQ(error.text,
              "Job 3 of alice met an error and is tried again in 10 minutes: timed-out: Slow.");
    EXPECT_FALSE(fields_of(error).contains("TRANSFER_URL"));
}

TEST_F(JobLines, TellAFileThatCouldNotBePublishedAndNotThatItIsTransferred) {
    job.state = JobState::transferring;
    job.reason = core::StateReason::completing;
    auto next = in(JobState::transferred);
    next.reason = core::StateReason::none;
    next.error = failure;
    const auto error = change_to(next);
    EXPECT_EQ(error.level, Level::warning);
    EXPECT_EQ(error.id, id::job_not_published);
    EXPECT_EQ(fields_of(error)["TRANSFER_PATH"], "/home/alice/file");
}

TEST_F(JobLines, TellTheEndOnce) {
    job.state = JobState::transferred;
    auto last = in(JobState::acknowledged);
    last.published = 1;
    last.discarded = 2;
    observer.job_changed(job, last);
    observer.job_removed(last, core::JobResult::acknowledged, {});
    const auto completed = line();
    EXPECT_EQ(completed.id, id::job_completed);
    EXPECT_EQ(completed.text, "Job 3 of alice was completed: 1 file published, 2 discarded");
    EXPECT_EQ(fields_of(completed)["TRANSFER_PUBLISHED"], "1");
    EXPECT_EQ(fields_of(completed)["TRANSFER_DISCARDED"], "2");
    observer.job_removed(in(JobState::cancelled), core::JobResult::cancelled, {});
    EXPECT_EQ(line().id, id::job_cancelled);
    observer.job_forgotten(job.id);
    EXPECT_TRUE(sink.lines.empty());
}

TEST_F(JobLines, NameLeftoversUpToSixteen) {
    std::vector<std::string> paths(20, "/home/alice/.file.3-0.part");
    observer.job_removed(in(JobState::cancelled), core::JobResult::cancelled, paths);
    ASSERT_EQ(sink.lines.size(), 2U);
    const auto& left = sink.lines.back();
    EXPECT_EQ(left.level, Level::warning);
    EXPECT_EQ(left.id, id::job_leftovers);
    EXPECT_EQ(left.text,
              "Job 3 of alice has left 20 files that could not be deleted, the first is "
              "/home/alice/.file.3-0.part");
    EXPECT_EQ(left.fields.size(), 2U + 16U);
}

TEST_F(JobLines, NameTheLeftoversOfAJobThatGoesOn) {
    observer.files_left(job, {"/home/alice/.file.3-0.part"});
    const auto left = line();
    EXPECT_EQ(left.level, Level::warning);
    EXPECT_EQ(left.id, id::job_leftovers);
    EXPECT_EQ(left.text,
              "Job 3 of alice has left 1 file that could not be deleted, the first is "
              "/home/alice/.file.3-0.part");
}

TEST_F(JobLines, TellForHowLongNobodyTouchedAnExpiredJob) {
    job.last_activity = clock.wall();
    clock.advance(hours{24 * 90 + 5});
    observer.job_removed(in(JobState::cancelled), core::JobResult::expired, {});
    const auto expired = line();
    EXPECT_EQ(expired.level, Level::notice);
    EXPECT_EQ(expired.id, id::job_expired);
    EXPECT_EQ(expired.text, "Job 3 of alice was cancelled: nobody has touched it for 90 days");
    EXPECT_EQ(fields_of(expired)["TRANSFER_AGE_USEC"], "7794000000000");
    EXPECT_EQ(fields_of(expired)["TRANSFER_UID"], "1001");
}

TEST_F(JobLines, TellWhoElseChangedTheJob) {
    observer.job_administered(job, {0}, "SetSettings");
    const auto administered = line();
    EXPECT_EQ(administered.level, Level::notice);
    EXPECT_EQ(administered.id, id::job_administered);
    EXPECT_EQ(administered.text, "Job 3 of alice was changed by uid 0: SetSettings");
    EXPECT_EQ(fields_of(administered)["TRANSFER_CALLER_UID"], "0");
    EXPECT_EQ(fields_of(administered)["TRANSFER_METHOD"], "SetSettings");
}

TEST_F(JobLines, TellEveryStepOnlyAtLevelDebug) {
    const auto tell = [&](core::JobObserver& told) {
        auto waiting = in(JobState::queued);
        waiting.reason = core::StateReason::waiting_turn;
        told.job_loaded(in(JobState::queued));
        told.job_changed(in(JobState::queued), waiting);
        told.job_changed(waiting, in(JobState::connecting));
        told.file_transferred(job, {0});
    };
    tell(observer);
    EXPECT_TRUE(sink.lines.empty());
    const journal::Journal all{Level::debug, sink};
    broker::JobJournal detailed{all, clock, [](const auto&) { return nullptr; }};
    tell(detailed);
    std::vector<std::string> texts;
    for (const auto& each : sink.lines) {
        EXPECT_EQ(each.level, Level::debug);
        texts.push_back(each.text);
    }
    EXPECT_EQ(texts, (std::vector<std::string>{"Job 3 of alice is there again, queued",
                                               "Job 3 of alice is queued (waiting-turn)",
                                               "Job 3 of alice is connecting",
                                               "Job 3 of alice has file 0"}));
    EXPECT_EQ(sink.lines.front().id, id::job_restored);
}

}  // namespace
}  // namespace transferd::test
