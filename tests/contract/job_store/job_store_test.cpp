// SPDX-License-Identifier: MIT
// What core/job_store.hpp promises, kept by the real store and by the fake of the core's tests.
#include "memory_fixture.hpp"
#include "samples.hpp"
#include "sqlite_fixture.hpp"

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

using namespace std::chrono_literals;

template <class Fixture>
class JobStore : public testing::Test {
  protected:
    core::JobStore& store() { return fixture_.store(); }
    core::JobHistory& history() { return fixture_.history(); }

    core::Saved note(const std::string& name) {
        return [this, name](const core::SaveError& error) {
            told_.push_back(name + (error ? " failed" : ""));
        };
    }

    void save(const core::Job& job, const std::vector<core::FileEntry>& files = {}) {
        store().save(job, files, note("save"));
    }
    void retire(const core::HistoryEntry& entry) { store().retire(entry, note("retire")); }

    std::vector<core::SavedJob> after_restart() {
        fixture_.commit();
        fixture_.restart();
        return store().load();
    }

    core::Durable durable_after_restart() {
        const auto jobs = after_restart();
        if (jobs.size() == 1 && jobs[0].files.size() == 1) return jobs[0].files[0].durable;
        ADD_FAILURE() << "the job is gone";
        return {};
    }

    Fixture fixture_;
    std::vector<std::string> told_;
};

using Stores = testing::Types<SqliteFixture, MemoryFixture>;
TYPED_TEST_SUITE(JobStore, Stores);

core::Durable upto(std::uint64_t bytes) {
    return {.ranges = {{0, bytes}}, .digest_state = "half a hash", .transfer_state = ""};
}

TYPED_TEST(JobStore, GivesBackEveryFieldOfAJobAndItsFiles) {
    const std::vector<core::FileEntry> files{full_file({0}), full_file({1})};
    this->save(full_job({7}), files);
    const auto jobs = this->after_restart();
    ASSERT_EQ(jobs.size(), 1U);
    EXPECT_EQ(jobs[0].job, full_job({7}));
    EXPECT_EQ(jobs[0].files, files);
}

TYPED_TEST(JobStore, GivesBackAJobWithNothingInIt) {
    this->save(plain_job({1}), {plain_file({0})});
    const auto jobs = this->after_restart();
    ASSERT_EQ(jobs.size(), 1U);
    EXPECT_EQ(jobs[0].job, plain_job({1}));
    EXPECT_EQ(jobs[0].files, std::vector{plain_file({0})});
}

TYPED_TEST(JobStore, GivesBackEveryErrorThereIs) {
    std::uint64_t id = 0;
    for (const auto& [code, word] : core::words_of<core::FailureCode>) {
        auto job = plain_job({++id});
        job.error = core::Failure{.code = code, .context = {}, .message = std::string(word)};
        this->save(job);
    }
    const auto jobs = this->after_restart();
    ASSERT_EQ(jobs.size(), id);
    for (const auto& saved : jobs) EXPECT_EQ(word(saved.job.error->code), saved.job.error->message);
}

TYPED_TEST(JobStore, GivesBackTheOldestJobFirst) {
    for (const std::uint64_t id : {9U, 3U, 12U}) this->save(plain_job({id}));
    std::vector<std::uint64_t> ids;
    for (const auto& saved : this->after_restart()) ids.push_back(saved.job.id.value);
    EXPECT_EQ(ids, (std::vector<std::uint64_t>{3, 9, 12}));
}

TYPED_TEST(JobStore, GivesBackActiveJobsAsQueued) {
    auto job = plain_job({1});
    for (const auto state : {core::JobState::connecting, core::JobState::transferring}) {
        job.state = state;
        this->save(job);
        EXPECT_EQ(this->after_restart().at(0).job.state, core::JobState::queued);
    }
}

TYPED_TEST(JobStore, DoesNotGiveBackFinalJobs) {
    auto job = plain_job({1});
    job.state = core::JobState::cancelled;
    this->save(job);
    EXPECT_TRUE(this->after_restart().empty());
}

TYPED_TEST(JobStore, LeavesFilesAloneThatAreNotSaved) {
    this->save(plain_job({1}), {plain_file({0}), plain_file({1}), plain_file({2})});
    auto changed = plain_file({1});
    changed.transferred = true;
    this->save(plain_job({1}), {changed});
    EXPECT_EQ(this->after_restart().at(0).files,
              (std::vector{plain_file({0}), changed, plain_file({2})}));
}

TYPED_TEST(JobStore, SavesASettingThatWentBackToItsDefault) {
    auto job = full_job({1});
    this->save(job);
    job.settings = {};
    job.secrets.erase("http-headers");
    job.settings.description = "other";
    this->save(job);
    const auto saved = this->after_restart().at(0).job;
    EXPECT_EQ(saved.settings, job.settings);
    EXPECT_EQ(saved.secrets, job.secrets);
}

TYPED_TEST(JobStore, TellsAtTheCommitAndInOrder) {
    this->store().save(plain_job({1}), {}, this->note("first"));
    this->retire(full_entry({5}));
    this->store().save(plain_job({2}), {}, this->note("last"));
    EXPECT_TRUE(this->told_.empty());
    this->fixture_.commit();
    EXPECT_EQ(this->told_, (std::vector<std::string>{"first", "retire", "last"}));
}

TYPED_TEST(JobStore, TellsOnlyOnce) {
    this->save(plain_job({1}));
    this->fixture_.commit();
    this->fixture_.commit();
    EXPECT_EQ(this->told_.size(), 1U);
}

TYPED_TEST(JobStore, TakesASaveFromWithinACompletion) {
    this->store().save(plain_job({1}), {},
                       [&](const core::SaveError&) { this->save(plain_job({2})); });
    this->fixture_.commit();
    EXPECT_TRUE(this->told_.empty()) << "the second save belongs to the next batch";
    this->fixture_.commit();
    EXPECT_EQ(this->told_.size(), 1U);
    EXPECT_EQ(this->after_restart().size(), 2U);
}

TYPED_TEST(JobStore, KeepsNothingOfABatchThatFails) {
    this->save(plain_job({1}), {plain_file({0})});
    this->fixture_.commit();
    this->save(full_job({1}), {full_file({0})});
    this->store().checkpoint({{1}, {0}}, upto(5));
    this->save(plain_job({2}));
    this->retire(full_entry({1}));
    this->fixture_.fail_next_commit();
    const auto jobs = this->after_restart();
    ASSERT_EQ(jobs.size(), 1U);
    EXPECT_EQ(jobs[0].job, plain_job({1}));
    EXPECT_EQ(jobs[0].files, std::vector{plain_file({0})});
    EXPECT_TRUE(this->history().final_jobs({}, {}, 0).empty());
}

TYPED_TEST(JobStore, TellsEverybodyOfABatchThatFails) {
    this->save(plain_job({1}));
    this->retire(full_entry({5}));
    this->fixture_.fail_next_commit();
    this->fixture_.commit();
    EXPECT_EQ(this->told_, (std::vector<std::string>{"save failed", "retire failed"}));
}

TYPED_TEST(JobStore, GoesOnAfterABatchThatFailed) {
    this->save(plain_job({1}));
    this->fixture_.fail_next_commit();
    this->fixture_.commit();
    this->save(plain_job({2}));
    const auto jobs = this->after_restart();
    ASSERT_EQ(jobs.size(), 1U);
    EXPECT_EQ(jobs[0].job.id, core::JobId{2});
    EXPECT_EQ(this->told_, (std::vector<std::string>{"save failed", "save"}));
}

TYPED_TEST(JobStore, KeepsTheLatestCheckpoint) {
    this->save(plain_job({1}), {plain_file({0})});
    this->fixture_.commit();
    this->store().checkpoint({{1}, {0}}, upto(5));
    this->store().checkpoint({{1}, {0}}, upto(9));
    EXPECT_EQ(this->durable_after_restart(), upto(9));
}

TYPED_TEST(JobStore, TakesACheckpointInTheBatchOfItsFile) {
    this->save(plain_job({1}), {plain_file({0})});
    this->store().checkpoint({{1}, {0}}, upto(5));
    EXPECT_EQ(this->durable_after_restart(), upto(5));
}

TYPED_TEST(JobStore, LetsASavedFileReplaceAnEarlierCheckpoint) {
    this->save(plain_job({1}), {plain_file({0})});
    this->store().checkpoint({{1}, {0}}, upto(5));
    this->save(plain_job({1}), {plain_file({0})});
    EXPECT_EQ(this->durable_after_restart(), core::Durable{});
}

TYPED_TEST(JobStore, ForgetsTheProgressOfAFileThatStartsOver) {
    auto file = plain_file({0});
    file.durable = upto(5);
    this->save(plain_job({1}), {file});
    this->fixture_.commit();
    this->save(plain_job({1}), {plain_file({0})});
    EXPECT_EQ(this->durable_after_restart(), core::Durable{});
}

TYPED_TEST(JobStore, DropsACheckpointOfAJobThatIsRetired) {
    this->save(plain_job({1}), {plain_file({0})});
    this->fixture_.commit();
    this->store().checkpoint({{1}, {0}}, upto(5));
    this->retire(full_entry({1}));
    this->store().checkpoint({{1}, {0}}, upto(6));
    EXPECT_TRUE(this->after_restart().empty());
    EXPECT_EQ(this->told_, (std::vector<std::string>{"save", "retire"}));
}

TYPED_TEST(JobStore, MovesARetiredJobIntoTheHistory) {
    this->save(full_job({1}), {full_file({0}), full_file({1})});
    this->save(plain_job({2}), {plain_file({0})});
    this->fixture_.commit();
    this->retire(full_entry({1}));
    const auto jobs = this->after_restart();
    ASSERT_EQ(jobs.size(), 1U);
    EXPECT_EQ(jobs[0].files.size(), 1U) << "the other job's files stay";
    EXPECT_EQ(this->history().final_jobs({}, {}, 0), std::vector{full_entry({1})});
}

TYPED_TEST(JobStore, ForgetsHistoryAfterThirtyDays) {
    auto old = full_entry({1});
    auto kept = full_entry({2});
    kept.removed = old.removed + 1s;
    auto fresh = full_entry({3});
    fresh.removed = kept.removed + 24h * 30;
    for (const auto& entry : {old, kept, fresh}) this->retire(entry);
    this->fixture_.commit();
    EXPECT_EQ(this->history().final_jobs({}, {}, 0), (std::vector{fresh, kept}));
}

TYPED_TEST(JobStore, ListsTheHistoryNewestFirstAndOnlyWhatIsAsked) {
    std::vector<core::HistoryEntry> entries;
    for (const std::uint64_t id : {1U, 2U, 3U, 4U}) {
        entries.push_back(full_entry({id}));
        entries.back().removed += core::seconds{id};
        entries.back().owner = {id < 4 ? 1000U : 1001U};
        entries.back().type = id == 2 ? core::JobType::upload : core::JobType::download;
        this->retire(entries.back());
    }
    this->fixture_.commit();
    const core::Account owner{{1000}, ""};
    auto& history = this->history();
    EXPECT_EQ(history.final_jobs(owner, {}, 0), (std::vector{entries[2], entries[1], entries[0]}));
    EXPECT_EQ(history.final_jobs(owner, core::JobType::download, 0),
              (std::vector{entries[2], entries[0]}));
    EXPECT_EQ(history.final_jobs({}, {}, 2), (std::vector{entries[3], entries[2]}));
}

TYPED_TEST(JobStore, ShowsAnAccountNothingOfAnotherThatHasHadItsUid) {
    auto of_jo = full_entry({1});
    auto of_nobody_known = full_entry({2});
    of_nobody_known.owner_name.clear();
    this->retire(of_jo);
    this->retire(of_nobody_known);
    this->fixture_.commit();
    const auto owner = of_jo.owner;
    auto& history = this->history();
    EXPECT_EQ(history.final_jobs(core::Account{owner, "jo"}, {}, 0),
              (std::vector{of_nobody_known, of_jo}));
    EXPECT_EQ(history.final_jobs(core::Account{owner, "jim"}, {}, 0), std::vector{of_nobody_known});
}

TYPED_TEST(JobStore, NeverAnswersAnIdTwice) {
    std::uint64_t last = 0;
    for (int i = 0; i < 250; ++i) {
        const auto id = this->store().new_id();
        EXPECT_GT(id.value, last);
        last = id.value;
    }
}

}  // namespace
}  // namespace transferd::test
