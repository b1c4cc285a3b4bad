// SPDX-License-Identifier: MIT
// A broker that is killed between a commit and its signals sends them at its next start.
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using test::Restarted;
using test::Rules;
using Heard = std::vector<std::string>;

/// What the next start says, after everything in `before` that was committed.
Heard heard_after(Rules& before) {
    Restarted after{before};
    after.begin();
    auto heard = after.observer.heard;
    std::erase_if(heard, [](const auto& line) { return line.ends_with(" loaded"); });
    return heard;
}

/// A store whose commits are never heard of: as where the broker is killed right after them.
void commit_and_die(Rules& rules) {
    rules.store.commit_unheard();
}

/// A job is transferred, and everybody has heard of it.
void announced(Rules& rules) {
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.finish({id, {0}}, 10);
    rules.store.commit();
    EXPECT_EQ(rules.observer.heard.back(), "1 transferred");
}

TEST(AJobThatIsTransferred, IsAnnouncedAgainWhereTheBrokerWasKilledBeforeItSaidSo) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.finish({id, {0}}, 10);
    commit_and_die(rules);
    EXPECT_EQ(heard_after(rules), Heard{"1 transferred"});
}

TEST(AJobInError, IsAnnouncedAgainWhereTheBrokerWasKilledBeforeItSaidSo) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.fail({id, {0}}, core::FailureCode::digest_mismatch);
    commit_and_die(rules);
    EXPECT_EQ(heard_after(rules), Heard{"1 error"});
}

TEST(TheEndOfAJob, IsAnnouncedAgainWhereTheBrokerWasKilledBeforeItSaidSo) {
    for (const bool completes : {true, false}) {
        Rules rules;
        const auto id = rules.transferred(Rules::alice, 1);
        if (completes)
            rules.jobs.complete(Rules::alice, id, {});
        else
            rules.jobs.cancel(Rules::alice, id, {});
        rules.store.commit();
        while (rules.transfers.deliver()) {
        }
        commit_and_die(rules);
        EXPECT_EQ(heard_after(rules),
                  Heard{completes ? "1 gone acknowledged" : "1 gone cancelled"});
    }
}

TEST(ACompleteThatFailed, IsAnnouncedAgainWhereTheBrokerWasKilledBeforeItSaidSo) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    rules.transfers.unpublishable[{id, {0}}] = test::exists({id, {0}});
    rules.jobs.complete(Rules::alice, id, {});
    rules.store.commit();
    rules.transfers.deliver();
    rules.store.commit();  // nothing was published
    commit_and_die(rules);
    Restarted after{rules};
    after.begin();
    EXPECT_EQ(after.observer.failures, 1);
}

TEST(WhatWasAnnounced, IsNotAnnouncedAgainAfterTheNextCommit) {
    Rules rules;
    announced(rules);
    EXPECT_EQ(rules.store.errands().size(), 1U) << "no commit for the mark alone";
    rules.submit(Rules::alice, 1);
    EXPECT_TRUE(rules.store.errands().empty());
    EXPECT_EQ(heard_after(rules), Heard{});
}

TEST(WhatWasAnnounced, IsAnnouncedOnceMoreAtMost) {
    Rules rules;
    announced(rules);
    EXPECT_EQ(heard_after(rules), Heard{"1 transferred"});
    rules.store.commit();
    EXPECT_EQ(heard_after(rules), Heard{});
}

TEST(WhatHasChangedSince, IsNotAnnouncedAgain) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.fail({id, {0}}, core::FailureCode::digest_mismatch);
    rules.settle();
    rules.jobs.resume(Rules::alice, id, [](const auto&) {});
    commit_and_die(rules);
    EXPECT_EQ(heard_after(rules), Heard{});
}

TEST(ACommitThatFails, ReadsEachJobThatItThrowsBackOnce) {
    Rules rules;
    for (int i = 0; i < 10; ++i) rules.submit(Rules::alice, 1);
    const auto before = rules.store.loaded();
    for (std::uint64_t id = 1; id <= 5; ++id)
        rules.jobs.suspend(Rules::alice, {id}, [](const auto&) {});
    rules.store.fail_next_commit("the disk is full");
    rules.store.commit();
    EXPECT_EQ(rules.store.loaded() - before, 5U);
}

}  // namespace
}  // namespace transferd
