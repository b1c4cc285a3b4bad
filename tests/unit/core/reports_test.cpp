// SPDX-License-Identifier: MIT
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::FailureCode;
using test::Rules;

core::Started started(core::FileRef file, std::uint64_t offset, std::uint64_t size) {
    return {.file = file,
            .part = {1, 9},
            .offset = offset,
            .size = size,
            .validator = {.entity_tag = "\"v1\"", .last_modified = {}, .date = {}},
            .effective_url = "http://server/file"};
}

TEST(Started, MakesTheJobTransferringAndItsSizeKnown) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.report(started({id, {0}}, 0, 100));
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferring");
    EXPECT_EQ(rules.job(id).bytes_total, 100U);
    EXPECT_EQ(rules.job(id).files_unsized, 0U);
    EXPECT_EQ(rules.store.load().front().files.front().validator.entity_tag, "\"v1\"");
}

TEST(Finished, OfTheLastFileMakesTheJobTransferred) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2);
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferring");
    rules.transfers.finish({id, {1}}, 20);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferred");
    EXPECT_EQ(rules.job(id).bytes_transferred, 30U);
    EXPECT_EQ(rules.job(id).bytes_total, 30U);
    const std::vector<std::string> expected = {"1 added",  "1 connecting", "1 transferring",
                                               "1 file 0", "1 file 1",     "1 transferred"};
    EXPECT_EQ(rules.observer.heard, expected);
}

TEST(AJobOfManyFiles, NeverHasMoreAtTheWorkerThanItsWindow) {
    core::Policy policy;
    policy.max_files_per_job = 1000;
    Rules rules{policy};
    const auto id = rules.submit(Rules::alice, 300);
    EXPECT_EQ(rules.transfers.running().size(), 192U);
    for (std::uint32_t i = 0; i < 300; ++i) rules.transfers.finish({id, {i}}, 1);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferred");
}

TEST(JobsOfManyFiles, HaveNoMoreAtTheWorkersThanADescriptorCanBeHadFor) {
    core::Policy policy;
    policy.max_files_per_job = 1000;
    Rules rules{policy};
    for (int i = 0; i < 8; ++i)
        rules.submit(Rules::alice, 200, {{"Priority", std::string("foreground")}});
    // One file goes on in each job that came too late for more.
    EXPECT_EQ(rules.transfers.running().size(), 1024U + 2U);
}

TEST(AFileThatFails, StopsTheWholeJob) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 3);
    rules.transfers.fail({id, {1}}, FailureCode::digest_mismatch);
    rules.settle();
    EXPECT_EQ(rules.state(id), "error");
    EXPECT_FALSE(rules.transfers.runs(id));
    EXPECT_EQ(rules.job(id).error->file, core::FileIndex{1});
}

TEST(ATransientError, IsTriedAgainAfterTheDelayAndNotBefore) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.fail({id, {0}}, FailureCode::timed_out);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transient-error");
    EXPECT_EQ(rules.reason(id), "retry-delay");
    rules.pass(core::seconds{599});
    EXPECT_FALSE(rules.transfers.runs(id));
    rules.pass(core::seconds{1});
    EXPECT_TRUE(rules.transfers.runs(id));
}

TEST(ATransientError, KeepsItsTimeOverARestartAndAClockThatWasSetBack) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.fail({id, {0}}, FailureCode::timed_out);
    rules.settle();
    rules.clock.jump(-std::chrono::hours{24 * 365});
    core::Ledger ledger{rules.store, rules.observer, rules.clock};
    core::Runner runner{ledger,      rules.transfers, rules.network, rules.owners,
                        rules.clock, rules.policy,    rules.vault};
    rules.transfers.listen(runner);
    ledger.load();
    runner.begin();
    rules.pass(std::chrono::hours{24});
    EXPECT_TRUE(rules.transfers.runs(id)) << "not a year later";
}

TEST(ARestart, CountsTheBytesThatCheckpointsVouchFor) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.report(started({id, {0}}, 0, 100));
    rules.settle();
    rules.transfers.report(core::Checkpointed{{id, {0}}, 60, {}});
    rules.settle();
    core::Ledger ledger{rules.store, rules.observer, rules.clock};
    ledger.load();
    EXPECT_EQ(ledger.find(id)->job.bytes_transferred, 60U);
    EXPECT_EQ(ledger.find(id)->job.bytes_total, 100U);
}

TEST(AJobInRetry, HoldsNoPlace) {
    core::Policy policy;
    policy.max_active_background_jobs = 1;
    Rules rules{policy};
    const auto first = rules.submit(Rules::alice, 1);
    const auto second = rules.submit(Rules::alice, 1);
    rules.transfers.fail({first, {0}}, FailureCode::timed_out);
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(second));
}

TEST(ALostConnection, AfterACheckpointIsTriedAgainAtOnce) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const core::FileRef file{id, {0}};
    rules.transfers.report(started(file, 0, 100));
    rules.transfers.report(core::Checkpointed{file, 50, {}});
    rules.transfers.fail(file, FailureCode::connection_lost);
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(id));
    EXPECT_EQ(rules.job(id).error_count, 0U);
    EXPECT_EQ(rules.transfers.running().at(file).order.offset, 50U);
}

TEST(Resume, TriesATransientErrorAtOnce) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.fail({id, {0}}, FailureCode::timed_out);
    rules.settle();
    rules.jobs.resume(Rules::alice, id, [](const auto&) {});
    rules.settle();
    EXPECT_TRUE(rules.transfers.runs(id));
}

/// The file starts over as another version, and the new attempt gets as far as `bytes`.
void start_over(Rules& rules, core::FileRef file, std::uint64_t bytes) {
    auto next = started(file, 0, 100);
    next.validator.entity_tag = rules.ledger.find_file(file)->validator.entity_tag + "'";
    rules.transfers.report(next);
    rules.transfers.report(core::Checkpointed{file, bytes, {}});
    rules.settle();
}

TEST(AFileThatStartsOver, MayDoSoFiveTimesWithoutGettingFurther) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const core::FileRef file{id, {0}};
    start_over(rules, file, 50);
    for (int i = 0; i < 5; ++i) start_over(rules, file, 50);
    EXPECT_EQ(rules.state(id), "transferring");
    start_over(rules, file, 50);
    EXPECT_EQ(rules.state(id), "error");
    EXPECT_EQ(rules.job(id).error->code, FailureCode::remote_changed);
}

TEST(AFileThatStartsOver, IsForgivenWhenWhatWasKeptIsOfUse) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const core::FileRef file{id, {0}};
    for (int i = 0; i < 20; ++i) {
        start_over(rules, file, 50);
        rules.transfers.report(started(file, 50, 100));
    }
    EXPECT_EQ(rules.state(id), "transferring");
}

TEST(AFileThatStartsOver, IsNotTriedAgainAtOnceBeforeItGetsFurther) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const core::FileRef file{id, {0}};
    start_over(rules, file, 50);
    rules.transfers.fail(file, FailureCode::connection_lost);
    rules.settle();
    ASSERT_TRUE(rules.transfers.runs(id)) << "50 bytes are progress";
    start_over(rules, file, 50);
    rules.transfers.fail(file, FailureCode::connection_lost);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transient-error") << "the same 50 bytes are none";
}

TEST(AWorkersReport, OnAnotherUsersJobIsDropped) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.runner->reported(Rules::bob.uid, started({id, {0}}, 0, 100));
    rules.runner->reported(Rules::bob.uid, core::Finished{{id, {0}}, 100});
    rules.settle();
    EXPECT_EQ(rules.state(id), "connecting");
}

TEST(AWorkersReport, OutOfTurnIsDropped) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const core::FileRef file{id, {0}};
    rules.transfers.report(core::Checkpointed{file, 50, {}});
    EXPECT_EQ(rules.ledger.find(id)->files[0].durable.bytes(), 0U) << "no part file is known";
    rules.transfers.report(started(file, 7, 100));
    EXPECT_EQ(rules.state(id), "connecting") << "nothing vouches for 7 bytes";
    rules.transfers.report(started(file, 0, 100));
    rules.transfers.report(core::Checkpointed{file, 50, {}});
    rules.transfers.report(core::Checkpointed{file, 40, {}});
    rules.transfers.report(core::Checkpointed{file, 101, {}});
    rules.runner->reported(Rules::alice.uid, core::Finished{{id, {5}}, 1});
    rules.settle();
    EXPECT_EQ(rules.ledger.find(id)->files[0].durable.bytes(), 50U);
}

TEST(Progress, IsAnnouncedAtMostOncePerInterval) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    const core::FileRef file{id, {0}};
    rules.transfers.report(started(file, 0, 10'000));
    rules.settle();
    rules.observer.progress.clear();
    for (std::uint64_t i = 1; i <= 100; ++i) {
        rules.transfers.report(core::Progressed{file, i * 100});
        rules.pass(core::milliseconds{10});
    }
    EXPECT_EQ(rules.observer.progress.size(), 2U) << "a second of it, every 500 ms";
    rules.pass(core::milliseconds{500});
    EXPECT_EQ(rules.observer.progress.back().bytes_transferred, 10'000U) << "the last is not lost";
}

TEST(MaximumTransferTime, EndsAJobThatHasBeenActiveForThatLong) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, {{"MaximumTransferTime", std::uint64_t{60}}});
    rules.pass(core::seconds{40});
    rules.jobs.suspend(Rules::alice, id, [](const auto&) {});
    rules.pass(core::seconds{1000});
    EXPECT_EQ(rules.state(id), "suspended");
    rules.jobs.resume(Rules::alice, id, [](const auto&) {});
    rules.settle();
    rules.pass(core::seconds{59});
    EXPECT_EQ(rules.state(id), "connecting") << "Resume resets it";
    rules.pass(core::seconds{1});
    EXPECT_EQ(rules.state(id), "error");
    EXPECT_EQ(rules.job(id).error->code, FailureCode::max_transfer_time);
}

TEST(ASaveThatFails, WhileARetryIsDueIsTriedAgainAfterAPauseNotAtOnce) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    rules.transfers.fail({id, {0}}, FailureCode::timed_out);
    rules.settle();
    rules.clock.advance(core::seconds{600});
    ASSERT_TRUE(rules.clock.ring_due());
    rules.store.fail_next_commit("the disk is full");
    rules.settle();
    EXPECT_EQ(rules.state(id), "transient-error");
    EXPECT_EQ(rules.clock.next_alarm(), rules.clock.boot() + core::seconds{10});
    rules.pass(core::seconds{10});
    EXPECT_TRUE(rules.transfers.runs(id));
}

TEST(ASaveThatFails, ThrowsTheJobBackToWhatTheStoreHas) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 2);
    rules.store.fail_next_commit("the disk is full");
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    EXPECT_EQ(rules.job(id).files_transferred, 0U);
    EXPECT_FALSE(rules.transfers.runs(id));
    rules.pass(core::seconds{10});
    EXPECT_TRUE(rules.transfers.runs(id)) << "it is tried again a little later";
    for (std::uint32_t i = 0; i < 2; ++i) rules.transfers.finish({id, {i}}, 10);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferred");
}

}  // namespace
}  // namespace transferd
