// SPDX-License-Identifier: MIT
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::ErrorCode;
using core::Nothing;
using core::Outcome;
using test::add;
using test::create;
using test::Rules;

auto resume(Rules& rules, core::JobId id, core::Caller caller = Rules::alice) {
    return rules.error_of(
        [&](auto reply) { rules.jobs.resume(caller, id, core::Reply<Nothing>(reply)); });
}

auto suspend(Rules& rules, core::JobId id, core::Caller caller = Rules::alice) {
    return rules.error_of(
        [&](auto reply) { rules.jobs.suspend(caller, id, core::Reply<Nothing>(reply)); });
}

TEST(Create, MakesASuspendedJobAndTellsOfItAfterTheCommit) {
    Rules rules;
    bool replied = false;
    rules.jobs.create(Rules::alice, {"download", "A name", {}},
                      [&](const Outcome<core::JobId>&) { replied = true; });
    EXPECT_FALSE(replied);
    EXPECT_TRUE(rules.observer.heard.empty());
    rules.store.commit();
    EXPECT_TRUE(replied);
    EXPECT_EQ(rules.observer.heard, std::vector<std::string>{"1 added"});
    EXPECT_EQ(rules.state({1}), "suspended");
}

TEST(Create, ThatCannotBeSavedLeavesNothing) {
    Rules rules;
    rules.store.fail_next_commit("the disk is full");
    EXPECT_EQ(rules.error_of([&](auto reply) {
        rules.jobs.create(Rules::alice, {"download", "A name", {}},
                          core::Reply<core::JobId>(reply));
    }),
              ErrorCode::failed);
    EXPECT_TRUE(rules.observer.heard.empty());
    EXPECT_EQ(rules.ledger.usage(Rules::alice.uid).jobs_of_user, 0U);
}

TEST(Create, RefusesADisplayNameGivenTwice) {
    Rules rules;
    EXPECT_EQ(rules.error_of([&](auto reply) {
        rules.jobs.create(Rules::alice,
                          {"download", "A name", {{"DisplayName", std::string("Another")}}},
                          core::Reply<core::JobId>(reply));
    }),
              ErrorCode::invalid_args);
}

TEST(Resume, OfAJobWithoutFilesIsRefusedAndChangesNothing) {
    Rules rules;
    const auto id = create(rules);
    EXPECT_EQ(resume(rules, id), ErrorCode::empty_job);
    EXPECT_EQ(rules.state(id), "suspended");
}

TEST(Resume, QueuesAndTheSchedulerStarts) {
    Rules rules;
    const auto id = create(rules);
    EXPECT_EQ(add(rules, id, "/tmp/a"), std::nullopt);
    EXPECT_EQ(resume(rules, id), std::nullopt);
    EXPECT_EQ(rules.state(id), "connecting");
    EXPECT_TRUE(rules.transfers.runs(id));
}

TEST(Resume, OfATransferredJobWithoutNewFilesKeepsItTransferred) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_EQ(resume(rules, id), ErrorCode::empty_job);
    EXPECT_EQ(rules.state(id), "transferred");
}

TEST(Resume, OfATransferredJobWithNewFilesFetchesOnlyThose) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    EXPECT_EQ(add(rules, id, "/tmp/more"), std::nullopt);
    EXPECT_EQ(rules.state(id), "transferred");
    EXPECT_EQ(resume(rules, id), std::nullopt);
    ASSERT_EQ(rules.transfers.running().size(), 1U);
    EXPECT_EQ(rules.transfers.running().begin()->first.index.value, 1U);
}

TEST(Suspend, StopsTheTransferAndKeepsWhatHasCome) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const core::FileRef file{id, {0}};
    rules.transfers.report(core::Started{.file = file,
                                         .part = {1, 9},
                                         .offset = 0,
                                         .size = 100,
                                         .validator = {},
                                         .effective_url = {}});
    rules.transfers.report(core::Progressed{file, 70});
    rules.transfers.report(core::Checkpointed{file, 60, {}});
    EXPECT_EQ(suspend(rules, id), std::nullopt);
    EXPECT_EQ(rules.state(id), "suspended");
    EXPECT_FALSE(rules.transfers.runs(id));
    EXPECT_EQ(rules.job(id).bytes_transferred, 70U);
    EXPECT_EQ(resume(rules, id), std::nullopt);
    EXPECT_EQ(rules.transfers.running().at(file).order.offset, 70U);
}

TEST(Suspend, KeepsOnlyWhatWasConfirmedWhereTheWorkerIsLost) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const core::FileRef file{id, {0}};
    rules.transfers.begin(file, 100);
    rules.transfers.report(core::Progressed{file, 70});
    rules.transfers.report(core::Checkpointed{file, 60, {}});
    rules.transfers.hold = true;
    rules.jobs.suspend(Rules::alice, id, [](const auto&) {});
    rules.settle();
    rules.transfers.lose(Rules::alice.uid);
    rules.settle();
    EXPECT_EQ(rules.state(id), "suspended");
    EXPECT_EQ(rules.job(id).bytes_transferred, 60U);
}

TEST(Suspend, TakesTheCheckpointThatTheWorkerMakesWhileItStops) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const core::FileRef file{id, {0}};
    rules.transfers.report(core::Started{.file = file,
                                         .part = {1, 9},
                                         .offset = 0,
                                         .size = 100,
                                         .validator = {},
                                         .effective_url = {}});
    rules.transfers.hold = true;
    rules.jobs.suspend(Rules::alice, id, [](const auto&) {});
    rules.settle();
    rules.transfers.report(core::Checkpointed{file, 80, "state"});
    ASSERT_FALSE(rules.observer.progress.empty()) << "nobody is told of it";
    EXPECT_EQ(rules.observer.progress.back().bytes_transferred, 80U);
    rules.transfers.hold = false;
    rules.settle();
    EXPECT_EQ(rules.job(id).bytes_transferred, 80U);
    EXPECT_EQ(rules.ledger.find(id)->files[0].durable.digest_state, "state");
}

TEST(AJob, IsNotStartedAgainBeforeItsWorkerHasLetGo) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.hold = true;
    rules.jobs.suspend(Rules::alice, id, [](const auto&) {});
    rules.settle();
    EXPECT_EQ(resume(rules, id), std::nullopt);
    EXPECT_EQ(rules.state(id), "queued");
    EXPECT_FALSE(rules.transfers.runs(id));
    rules.transfers.hold = false;
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(id));
}

TEST(AStranger, GetsNoSuchJobFromEveryCall) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const core::JobId none{4711};
    for (const auto job : {id, none}) {
        EXPECT_EQ(resume(rules, job, Rules::bob), ErrorCode::no_such_job);
        EXPECT_EQ(suspend(rules, job, Rules::bob), ErrorCode::no_such_job);
        EXPECT_EQ(add(rules, job, "/tmp/x", Rules::bob), ErrorCode::no_such_job);
        EXPECT_EQ(rules.error_of([&](auto reply) {
            rules.jobs.complete(Rules::bob, job, core::Reply<core::Completed>(reply));
        }),
                  ErrorCode::no_such_job);
        EXPECT_EQ(rules.error_of([&](auto reply) {
            rules.jobs.cancel(Rules::bob, job, core::Reply<core::Cancelled>(reply));
        }),
                  ErrorCode::no_such_job);
        EXPECT_EQ(rules.error_of([&](auto reply) {
            rules.jobs.set_settings(Rules::bob, job, {}, core::Reply<Nothing>(reply));
        }),
                  ErrorCode::no_such_job);
        EXPECT_THROW((void)rules.jobs.job(Rules::bob, job), core::Error);
    }
    EXPECT_EQ(rules.state(id), "connecting");
}

TEST(Priority, ThatChangesPutsTheJobAtTheEndOfItsNewLevel) {
    core::Policy policy;
    policy.max_active_background_jobs = 1;
    Rules rules{policy};
    const auto low = rules.submit(Rules::alice, 1, {{"Priority", std::string("low")}});
    const auto normal = rules.submit(Rules::alice, 1);
    const auto last = rules.submit(Rules::alice, 1);
    EXPECT_EQ(rules.state(low), "queued");
    EXPECT_EQ(rules.reason(low), "waiting-turn");
    EXPECT_EQ(rules.state(normal), "connecting");
    rules.jobs.set_settings(Rules::alice, low, {{"Priority", std::string("normal")}},
                            [](const auto&) {});
    rules.transfers.finish({normal, {0}}, 1);
    rules.settle();
    EXPECT_EQ(rules.state(last), "connecting");
    EXPECT_EQ(rules.state(low), "queued");
}

TEST(TimeSlice, GivesWayToOneWhoWaits) {
    core::Policy policy;
    policy.max_active_background_jobs = 1;
    Rules rules{policy};
    const auto first = rules.submit(Rules::alice, 1);
    const auto second = rules.submit(Rules::alice, 1);
    rules.pass(core::seconds{299});
    EXPECT_TRUE(rules.transfers.runs(first));
    rules.pass(core::seconds{1});
    EXPECT_TRUE(rules.transfers.runs(second));
    EXPECT_EQ(rules.state(first), "queued");
}

TEST(AnIdleService, WaitsForNothingButTheInactivityOfItsJobs) {
    Rules rules;
    create(rules);
    rules.transferred(Rules::alice, 2);
    EXPECT_GE(rules.clock.next_alarm().value(), rules.clock.boot() + std::chrono::hours{24 * 7});
}

TEST(AnAdministrator, IsToldOfWithWhatItDidToSomebodyElsesJob) {
    constexpr core::Caller root{.uid = {0}, .manages_all_jobs = true};
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    EXPECT_EQ(suspend(rules, id, root), std::nullopt);
    EXPECT_EQ(resume(rules, id, root), std::nullopt);
    EXPECT_EQ(rules.error_of([&](auto reply) {
        rules.jobs.set_settings(root, id, {{"Priority", std::string("low")}},
                                core::Reply<Nothing>(reply));
    }),
              std::nullopt);
    EXPECT_EQ(add(rules, id, "/tmp/more", root), std::nullopt);
    EXPECT_EQ(rules.error_of([&](auto reply) {
        rules.jobs.cancel(root, id, core::Reply<core::Cancelled>(reply));
    }),
              std::nullopt);
    std::vector<std::string> told;
    for (const auto& heard : rules.observer.heard)
        if (heard.ends_with(" by 0")) told.push_back(heard);
    EXPECT_EQ(told,
              (std::vector<std::string>{"1 Suspend by 0", "1 Resume by 0", "1 SetSettings by 0",
                                        "1 AddFiles by 0", "1 Cancel by 0"}));
}

TEST(AnAdministrator, IsNotToldOfWhereItIsTheOwnerOrWasRefused) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    EXPECT_EQ(suspend(rules, id), std::nullopt);
    EXPECT_EQ(suspend(rules, id, Rules::bob), ErrorCode::no_such_job);
    for (const auto& heard : rules.observer.heard)
        EXPECT_EQ(heard.find(" by "), std::string::npos) << heard;
}

}  // namespace
}  // namespace transferd
