// SPDX-License-Identifier: MIT
// What could not be deleted is named, and tried again when the job is long gone.
#include "unit/core/rules.hpp"

#include <algorithm>

namespace transferd {
namespace {

using namespace std::chrono_literals;
using core::ErrorCode;
using test::cancel;
using test::CancelAnswer;
using test::Restarted;
using test::Rules;
using Leftovers = std::vector<std::string>;

/// Cancelled, with its only file left behind.
core::FileRef left_behind(Rules& rules) {
    const core::FileRef file{rules.transferred(Rules::alice, 1), {0}};
    rules.transfers.undiscardable.insert(file);
    EXPECT_EQ(cancel(rules, file.job).leftovers->size(), 1U);
    return file;
}

TEST(ALeftover, IsTriedAgainUntilItIsGone) {
    Rules rules;
    const auto file = left_behind(rules);
    rules.pass(10s);
    EXPECT_TRUE(rules.transfers.discarded.empty());
    rules.transfers.undiscardable.clear();
    rules.pass(40s);
    EXPECT_EQ(rules.transfers.discarded, std::vector{file});
    rules.submit(Rules::alice, 1);  // its commit takes the errand along
    EXPECT_TRUE(rules.store.errands().empty());
}

TEST(ALeftover, IsTriedLessAndLessOften) {
    Rules rules;
    left_behind(rules);
    std::uint32_t last = 0;
    for (const auto pause : {10s, 40s, 160s, 640s}) {
        rules.pass(pause - 1s);
        rules.store.commit();
        EXPECT_EQ(rules.store.errands().front().attempts, last);
        rules.pass(1s);
        rules.store.commit();
        EXPECT_EQ(rules.store.errands().front().attempts, ++last);
    }
}

TEST(ALeftover, IsGivenUpAfterThirtyDays) {
    Rules rules;
    left_behind(rules);
    for (int i = 0; i < 31 * 4; ++i) rules.pass(6h);
    rules.store.commit();
    EXPECT_TRUE(rules.store.errands().empty());
    EXPECT_LT(rules.clock.next_alarm().value_or(core::BootTime{}), rules.clock.boot())
        << "nothing rings any more";
}

TEST(ALeftover, IsTriedAgainAfterARestart) {
    Rules before;
    const auto file = left_behind(before);
    before.transfers.undiscardable.clear();
    Restarted after{before};
    after.begin();
    before.pass(10s);
    EXPECT_EQ(before.transfers.discarded, std::vector{file});
}

TEST(ALeftover, IsTriedAgainWhenItsOwnersWorkerComes) {
    Rules rules;
    const auto file = left_behind(rules);
    for (const auto pause : {10s, 40s, 160s, 640s}) rules.pass(pause);
    rules.transfers.undiscardable.clear();
    rules.pass(10min);
    EXPECT_TRUE(rules.transfers.discarded.empty());
    rules.errands.connected(Rules::bob.uid);
    rules.pass(10s);
    EXPECT_TRUE(rules.transfers.discarded.empty());
    rules.errands.connected(Rules::alice.uid);
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded, std::vector{file});
}

TEST(ALeftover, OfWorkersThatEndAtOnceIsNotTriedAllTheTime) {
    Rules rules;
    left_behind(rules);
    for (int i = 0; i < 60; ++i) {
        rules.errands.connected(Rules::alice.uid);
        rules.pass(10s);
    }
    rules.store.commit();
    EXPECT_LE(rules.store.errands().front().attempts, 4U);
}

TEST(ALeftover, IsKnownByWhatItWas) {
    Rules rules;
    left_behind(rules);
    rules.store.commit();
    const auto errand = rules.store.errands().front();
    EXPECT_EQ(errand.owner, Rules::alice.uid);
    const auto& item = std::get<core::DiscardItem>(errand.what);
    EXPECT_TRUE(item.part.known());
    EXPECT_TRUE(item.destination.directory_id.known());
}

TEST(ALeftover, OfAJobThatExpiredIsTriedAgain) {
    Rules rules;
    const core::FileRef file{rules.transferred(Rules::alice, 1), {0}};
    rules.transfers.undiscardable.insert(file);
    rules.closer.expire(file.job, {});
    rules.settle();
    EXPECT_EQ(rules.observer.heard.back(), "1 removed expired");
    rules.transfers.undiscardable.clear();
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded, std::vector{file});
}

TEST(ALeftover, OfACompleteIsTriedAgain) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2);
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    rules.transfers.undiscardable.insert({id, {1}});
    const auto answer = test::complete(rules, id);
    ASSERT_TRUE(answer.completed);
    EXPECT_EQ(answer.completed->leftovers, Leftovers{"/tmp/.file2.1-1.part"});
    rules.transfers.undiscardable.clear();
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded, (std::vector<core::FileRef>{{id, {1}}}));
}

TEST(ALeftover, OfACompleteThatThenFailedIsTriedAgain) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2);
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    rules.transfers.undiscardable.insert({id, {1}});
    rules.transfers.unpublishable[{id, {0}}] = test::exists({id, {0}});
    ASSERT_TRUE(test::complete(rules, id).error);
    EXPECT_EQ(rules.observer.leftovers, Leftovers{"/tmp/.file2.1-1.part"});
    rules.transfers.undiscardable.clear();
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded, (std::vector<core::FileRef>{{id, {1}}}));
}

TEST(ALeftover, OfTheOldOwnerIsTriedAgainAsThatOwnerAndToldToTheJournal) {
    Rules rules;
    constexpr core::Caller taker{.uid = Rules::bob.uid, .takes_ownership = true};
    const core::FileRef file{rules.transferred(Rules::alice, 1), {0}};
    rules.transfers.undiscardable.insert(file);
    rules.jobs.take_ownership(taker, file.job, [](const auto&) {});
    rules.settle();
    ASSERT_EQ(rules.job(file.job).owner, Rules::bob.uid);
    EXPECT_EQ(rules.observer.leftovers, Leftovers{"/tmp/.file1.1-0.part"});
    rules.transfers.undiscardable.clear();
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded, std::vector{file});
}

TEST(ALeftover, IsLeftToTheJobThatHasComeBackToItsOwner) {
    Rules rules;
    constexpr core::Caller bob{.uid = Rules::bob.uid, .takes_ownership = true};
    constexpr core::Caller alice{.uid = Rules::alice.uid, .takes_ownership = true};
    const core::FileRef file{rules.transferred(Rules::alice, 1), {0}};
    rules.transfers.undiscardable.insert(file);
    for (const auto& taker : {bob, alice}) {
        rules.jobs.take_ownership(taker, file.job, [](const auto&) {});
        rules.settle();
        rules.transfers.undiscardable.clear();
    }
    ASSERT_EQ(rules.job(file.job).owner, Rules::alice.uid);
    const auto before = rules.transfers.discarded.size();
    rules.pass(10s);
    EXPECT_EQ(rules.transfers.discarded.size(), before) << "it could be the job's new part file";
}

/// With a long name, so that the strings count.
std::string deep_directory() {
    std::string path;
    for (int i = 0; i < 15; ++i) path += '/' + std::string(250, 'd');
    return path;
}

std::vector<core::NewFile> many_files(int job) {
    std::vector<core::NewFile> files;
    for (int i = 0; i < 200; ++i) {
        const auto name = std::to_string(job) + '-' + std::to_string(i);
        files.push_back({"http://server/x", deep_directory() + '/' + name, {}});
    }
    return files;
}

/// Jobs of 200 files each, none of which can be deleted.
std::vector<core::JobId> undiscardable_jobs(Rules& rules, core::Caller caller, int count) {
    rules.transfers.directories[deep_directory()] = {1, 77};
    std::vector<core::JobId> jobs;
    for (int i = 0; i < count; ++i) {
        const auto id = jobs.emplace_back(test::create(rules, caller));
        rules.jobs.add_files(caller, id, many_files(i), [](const auto&) {});
        rules.settle();
        rules.jobs.resume(caller, id, [](const auto&) {});
        rules.settle();
        for (std::uint32_t file = 0; file < 200; ++file)
            rules.transfers.undiscardable.insert({id, {file}});
    }
    return jobs;
}

/// One after the other.
void leave_behind(Rules& rules, core::Caller caller, int jobs) {
    for (const auto id : undiscardable_jobs(rules, caller, jobs)) {
        rules.jobs.cancel(caller, id, [](const auto&) {});
        rules.settle();
        ASSERT_EQ(rules.state(id), "cancelled");
    }
}

std::size_t errands_of(Rules& rules, core::Uid owner) {
    rules.store.commit();
    const auto all = rules.store.errands();
    return static_cast<std::size_t>(std::ranges::count(all, owner, &core::Errand::owner));
}

TEST(Leftovers, AreAThousandForEachOwner) {
    Rules rules;
    leave_behind(rules, Rules::alice, 6);
    EXPECT_EQ(errands_of(rules, Rules::alice.uid), 1000U);
    leave_behind(rules, Rules::bob, 1);
    EXPECT_EQ(errands_of(rules, Rules::bob.uid), 200U);
}

TEST(Leftovers, AreAThousandAlsoWhereManyJobsEndAtOnce) {
    Rules rules;
    for (const auto id : undiscardable_jobs(rules, Rules::alice, 6))
        rules.jobs.cancel(Rules::alice, id, [](const auto&) {});
    rules.settle();
    EXPECT_EQ(errands_of(rules, Rules::alice.uid), 1000U);
}

TEST(Leftovers, AreChargedToTheOwnerUntilTheyAreGone) {
    Rules rules;
    leave_behind(rules, Rules::alice, 1);
    constexpr std::uint64_t strings = 200ULL * 3700;
    EXPECT_GT(rules.closer.owed_bytes(Rules::alice.uid), strings);
    EXPECT_EQ(rules.closer.owed_bytes(Rules::bob.uid), 0U);
    Restarted after{rules};
    after.begin();
    EXPECT_EQ(after.closer.owed_bytes(Rules::alice.uid), rules.closer.owed_bytes(Rules::alice.uid));
    rules.transfers.undiscardable.clear();
    rules.pass(10s);
    EXPECT_EQ(after.closer.owed_bytes(Rules::alice.uid), 0U);
}

TEST(Leftovers, LeaveLessRoomForTheStringsOfNewJobs) {
    Rules rules;
    leave_behind(rules, Rules::alice, 5);
    const auto owed = rules.closer.owed_bytes(Rules::alice.uid);
    ASSERT_GT(owed, 3'500'000U);
    std::optional<ErrorCode> refused;
    for (int i = 0; !refused; ++i) {
        const auto id = test::create(rules);
        refused = rules.error_of([&](auto reply) {
            rules.jobs.add_files(Rules::alice, id, many_files(i + 100),
                                 core::Reply<core::FileIndex>(reply));
        });
    }
    EXPECT_EQ(refused, ErrorCode::limits_exceeded);
    EXPECT_LE(rules.ledger.stored_bytes(Rules::alice.uid) + owed, core::most_stored_bytes);
}

TEST(ACommitThatFails, ChargesNothingForWhatItDidNotSave) {
    Rules rules;
    const core::FileRef file{rules.transferred(Rules::alice, 1), {0}};
    rules.transfers.undiscardable.insert(file);
    rules.jobs.cancel(Rules::alice, file.job, [](const auto&) {});
    rules.store.commit();  // the intent
    while (rules.transfers.deliver()) {
    }
    EXPECT_GT(rules.closer.owed_bytes(Rules::alice.uid), 0U);
    rules.store.fail_next_commit("the disk is full");
    rules.store.commit();
    EXPECT_EQ(rules.closer.owed_bytes(Rules::alice.uid), 0U);
}

TEST(ACommitThatFails, LeavesNoErrandOfWhatItDidNotSave) {
    Rules rules;
    const core::FileRef file{rules.transferred(Rules::alice, 1), {0}};
    rules.transfers.undiscardable.insert(file);
    CancelAnswer answer;
    rules.jobs.cancel(Rules::alice, file.job, test::into(answer));
    rules.store.commit();  // the intent
    while (rules.transfers.deliver()) {
    }
    rules.store.fail_next_commit("the disk is full");
    rules.store.commit();
    EXPECT_TRUE(rules.store.errands().empty());
    EXPECT_EQ(answer.error, ErrorCode::failed);
    rules.pass(10s);
    EXPECT_EQ(rules.state(file.job), "cancelled");
    EXPECT_EQ(rules.store.errands().size(), 1U) << "of the Cancel that then was saved";
}

}  // namespace
}  // namespace transferd
