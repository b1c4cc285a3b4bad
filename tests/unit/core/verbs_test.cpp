// SPDX-License-Identifier: MIT
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::ErrorCode;
using core::Nothing;
using core::Outcome;
using test::Rules;

auto resume(Rules& rules, core::JobId id, core::Caller caller = Rules::alice) {
    return rules.error_of(
        [&](auto reply) { rules.jobs.resume(caller, id, core::Reply<Nothing>(reply)); });
}

auto suspend(Rules& rules, core::JobId id, core::Caller caller = Rules::alice) {
    return rules.error_of(
        [&](auto reply) { rules.jobs.suspend(caller, id, core::Reply<Nothing>(reply)); });
}

auto add(Rules& rules, core::JobId id, const std::string& path,
         core::Caller caller = Rules::alice) {
    return rules.error_of([&](auto reply) {
        rules.jobs.add_files(caller, id, {{"http://server/x", path, {}}},
                             core::Reply<core::FileIndex>(reply));
    });
}

core::JobId create(Rules& rules, core::Caller caller = Rules::alice) {
    core::JobId made;
    rules.jobs.create(caller, {"download", "Empty", {}},
                      [&](const Outcome<core::JobId>& outcome) { made = outcome.value(); });
    rules.settle();
    return made;
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

TEST(Suspend, StopsTheTransferAndKeepsWhatWasConfirmed) {
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
    EXPECT_EQ(rules.job(id).bytes_transferred, 60U);
    EXPECT_EQ(resume(rules, id), std::nullopt);
    EXPECT_EQ(rules.transfers.running().at(file).offset, 60U);
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

TEST(AddFile, RefusesAPlaceThatAnotherJobOfTheOwnerHas) {
    Rules rules;
    const auto first = create(rules);
    const auto second = create(rules);
    EXPECT_EQ(add(rules, first, "/tmp/same"), std::nullopt);
    EXPECT_EQ(add(rules, second, "/tmp/same"), ErrorCode::destination_exists);
}

TEST(AddFile, KnowsTheSameDirectoryByAnotherPath) {
    Rules rules;
    rules.transfers.directories["/var/tmp"] = rules.transfers.directories["/tmp"];
    const auto id = create(rules);
    EXPECT_EQ(add(rules, id, "/tmp/same"), std::nullopt);
    EXPECT_EQ(add(rules, id, "/var/tmp/same"), ErrorCode::destination_exists);
}

TEST(AddFile, LetsTwoOwnersHaveTheSamePlace) {
    Rules rules;
    EXPECT_EQ(add(rules, create(rules), "/tmp/same"), std::nullopt);
    EXPECT_EQ(add(rules, create(rules, Rules::bob), "/tmp/same", Rules::bob), std::nullopt);
}

TEST(AddFile, FreesThePlaceWithTheEndOfTheJob) {
    Rules rules;
    const auto first = create(rules);
    EXPECT_EQ(add(rules, first, "/tmp/same"), std::nullopt);
    rules.jobs.cancel(Rules::alice, first, {});
    rules.settle();
    EXPECT_EQ(add(rules, create(rules), "/tmp/same"), std::nullopt);
}

TEST(AddFile, AnswersAfterTwentySecondsWhereTheWorkerDoesNot) {
    Rules rules;
    const auto id = create(rules);
    rules.transfers.hold = true;
    std::optional<ErrorCode> error;
    int replies = 0;
    rules.jobs.add_files(Rules::alice, id, {{"http://server/x", "/tmp/x", {}}},
                         [&](const auto& outcome) {
                             ++replies;
                             if (!outcome.ok()) error = outcome.error().code();
                         });
    rules.pass(core::seconds{20});
    EXPECT_EQ(error, ErrorCode::destination_unavailable);
    rules.transfers.hold = false;
    rules.settle();
    EXPECT_EQ(replies, 1) << "the late answer is nobody's";
    EXPECT_EQ(rules.job(id).files_total, 0U);
}

TEST(AddFile, WhoseJobIsGoneWhenTheWorkerAnswersIsRefused) {
    Rules rules;
    const auto id = create(rules);
    rules.transfers.hold = true;
    std::optional<ErrorCode> error;
    rules.jobs.add_files(Rules::alice, id, {{"http://server/x", "/tmp/x", {}}},
                         [&](const auto& outcome) { error = outcome.error().code(); });
    rules.settle();
    rules.jobs.cancel(Rules::alice, id, {});
    rules.settle();
    rules.clock.advance(core::seconds{10});
    rules.transfers.hold = false;
    rules.settle();
    EXPECT_EQ(error, ErrorCode::invalid_state);
}

TEST(AddFiles, AddsAllOrNone) {
    Rules rules;
    const auto id = create(rules);
    EXPECT_EQ(rules.error_of([&](auto reply) {
        rules.jobs.add_files(
            Rules::alice, id,
            {{"http://server/x", "/tmp/a", {}}, {"http://server/x", "/gone/b", {}}},
            core::Reply<core::FileIndex>(reply));
    }),
              ErrorCode::destination_unavailable);
    EXPECT_EQ(rules.job(id).files_total, 0U);
}

TEST(Quota, LimitsTheJobsOfAUserAndOfTheMachine) {
    core::Policy policy;
    policy.max_jobs_per_user = 2;
    policy.max_jobs_per_machine = 3;
    Rules rules{policy};
    create(rules);
    create(rules);
    const auto refused = [&](core::Caller caller) {
        return rules.error_of([&](auto reply) {
            rules.jobs.create(caller, {"download", "", {}}, core::Reply<core::JobId>(reply));
        });
    };
    EXPECT_EQ(refused(Rules::alice), ErrorCode::too_many_jobs_per_user);
    create(rules, Rules::bob);
    EXPECT_EQ(refused({.uid = {1003}}), ErrorCode::too_many_jobs_per_machine);
    EXPECT_EQ(refused({.uid = {999}}), std::nullopt) << "system accounts are exempt";
}

TEST(Quota, LimitsTheFilesOfAJob) {
    core::Policy policy;
    policy.max_files_per_job = 1;
    Rules rules{policy};
    const auto id = create(rules);
    EXPECT_EQ(add(rules, id, "/tmp/a"), std::nullopt);
    EXPECT_EQ(add(rules, id, "/tmp/b"), ErrorCode::too_many_files);
}

TEST(Quota, LimitsTheStringsOfAUser) {
    core::Policy policy;
    policy.max_files_per_job = 100'000;
    Rules rules{policy};
    const auto id = create(rules);
    std::optional<ErrorCode> refused;
    int batches = 0;
    while (!refused && batches < 100) {
        std::vector<core::NewFile> files;
        for (int i = 0; i < 50; ++i)
            files.push_back({"http://server/" + std::string(7900, 'x'),
                             "/tmp/" + std::to_string(batches) + "-" + std::to_string(i),
                             {}});
        refused = rules.error_of([&](auto reply) {
            rules.jobs.add_files(Rules::alice, id, files, core::Reply<core::FileIndex>(reply));
        });
        ++batches;
    }
    EXPECT_EQ(refused, ErrorCode::limits_exceeded);
    EXPECT_GE(batches * 50 * 7900, 16 * 1024 * 1024);
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

TEST(AnIdleService, WaitsForNothing) {
    Rules rules;
    create(rules);
    rules.transferred(Rules::alice, 2);
    EXPECT_EQ(rules.clock.next_alarm(), std::nullopt);
}

}  // namespace
}  // namespace transferd
