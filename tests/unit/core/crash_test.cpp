// SPDX-License-Identifier: MIT
// Complete, Cancel and TakeOwnership with a crash after each of their steps: a commit, an answer of
// a worker, an alarm.
#include "unit/core/rules.hpp"

#include <algorithm>
#include <functional>

namespace transferd {
namespace {

using test::Restarted;
using test::Rules;

constexpr core::Caller taker{.uid = Rules::bob.uid, .takes_ownership = true};

/// False: nothing is left to be done.
bool step(Rules& rules) {
    if (rules.store.queued() > 0) {
        rules.store.commit();
        return true;
    }
    return rules.transfers.deliver() || rules.clock.ring_due();
}

/// Two of three files are there, and some of the third.
core::JobId half_done(Rules& rules) {
    const auto id = rules.submit(Rules::alice, 3);
    for (const std::uint32_t file : {0U, 1U}) rules.transfers.finish({id, {file}}, 10);
    rules.transfers.begin({id, {2}}, 10);
    rules.transfers.report(core::Progressed{{id, {2}}, 5});
    rules.settle();
    EXPECT_EQ(rules.transfers.parts_of(id), 3U);
    return id;
}

struct Crash {
    Rules before;
    core::JobId id = half_done(before);
    bool answered = false;
    bool went_on_to_the_end = false;

    /// Makes the call and dies after so many steps.
    Crash(int steps, const std::function<void(Crash&)>& call) {
        call(*this);
        for (int i = 0; i < steps && !went_on_to_the_end; ++i) went_on_to_the_end = !step(before);
    }
    template <class Value>
    core::Reply<Value> reply() {
        return [this](const core::Outcome<Value>& outcome) { answered = outcome.ok(); };
    }
};

/// How often the end of the job was told, before the crash and after it.
std::ptrdiff_t ends_told(const Rules& before, const Restarted& after) {
    const auto is_end = [](const std::string& line) {
        return line.find(" removed ") != std::string::npos ||
               line.find(" gone ") != std::string::npos;
    };
    return std::ranges::count_if(before.observer.heard, is_end) +
           std::ranges::count_if(after.observer.heard, is_end);
}

void begin(Crash& crash, Restarted& after) {
    after.begin();
    crash.before.settle();
}

/// Where the job has not ended, nobody was told that it has, and the client calls `again`.
void end_it(Crash& crash, Restarted& after, const std::function<void()>& again) {
    const auto* record = after.ledger.find(crash.id);
    if (!record || core::is_final(record->job.state)) return;
    EXPECT_FALSE(crash.answered);
    again();
    crash.before.settle();
}

TEST(ACrash, AfterAnyStepOfCompleteLosesNothing) {
    int crashes = 0;
    for (bool end = false; !end; ++crashes) {
        SCOPED_TRACE("after step " + std::to_string(crashes));
        Crash crash{crashes, [](Crash& it) {
                        it.before.jobs.complete(Rules::alice, it.id, it.reply<core::Completed>());
                    }};
        end = crash.went_on_to_the_end;
        Restarted after{crash.before};
        begin(crash, after);
        end_it(crash, after, [&] { after.closer.complete(crash.id, {}); });
        EXPECT_EQ(crash.before.transfers.published,
                  (std::vector<core::FileRef>{{crash.id, {0}}, {crash.id, {1}}}));
        EXPECT_EQ(crash.before.transfers.parts_of(crash.id), 0U);
        EXPECT_GE(ends_told(crash.before, after), 1);
        const auto history = crash.before.store.final_jobs({}, {}, 0);
        ASSERT_EQ(history.size(), 1U);
        EXPECT_EQ(history[0].published, 2U);
        EXPECT_EQ(history[0].discarded, 1U);
    }
    EXPECT_GT(crashes, 6);
}

TEST(ACrash, AfterAnyStepOfCancelLeavesNothingBehind) {
    int crashes = 0;
    for (bool end = false; !end; ++crashes) {
        SCOPED_TRACE("after step " + std::to_string(crashes));
        Crash crash{crashes, [](Crash& it) {
                        it.before.jobs.cancel(Rules::alice, it.id, it.reply<core::Cancelled>());
                    }};
        end = crash.went_on_to_the_end;
        Restarted after{crash.before};
        begin(crash, after);
        end_it(crash, after, [&] { after.closer.cancel(crash.id, {}); });
        EXPECT_TRUE(crash.before.transfers.published.empty());
        EXPECT_EQ(crash.before.transfers.parts_of(crash.id), 0U);
        EXPECT_GE(ends_told(crash.before, after), 1);
        EXPECT_EQ(crash.before.store.final_jobs({}, {}, 0).size(), 1U);
    }
    EXPECT_GT(crashes, 4);
}

TEST(ACrash, AfterAnyStepOfTakeOwnershipLeavesTheJobWithOneOwner) {
    int crashes = 0;
    int taken = 0;
    for (bool end = false; !end; ++crashes) {
        SCOPED_TRACE("after step " + std::to_string(crashes));
        Crash crash{crashes, [](Crash& it) {
                        it.before.jobs.take_ownership(taker, it.id, it.reply<core::Cancelled>());
                    }};
        end = crash.went_on_to_the_end;
        Restarted after{crash.before};
        begin(crash, after);
        const auto& job = after.ledger.find(crash.id)->job;
        EXPECT_EQ(job.pending, core::Pending::none);
        EXPECT_FALSE(job.new_owner);
        const bool is_his = job.owner == Rules::bob.uid;
        taken += is_his ? 1 : 0;
        EXPECT_TRUE(is_his || !crash.answered);
        EXPECT_EQ(job.files_transferred, is_his ? 0U : 2U);
        EXPECT_EQ(crash.before.transfers.parts_of(crash.id), is_his ? 0U : 3U);
        EXPECT_EQ(after.ledger.usage(Rules::alice.uid).jobs_of_user, is_his ? 0U : 1U);
        EXPECT_EQ(after.ledger.usage(Rules::bob.uid).jobs_of_user, is_his ? 1U : 0U);
    }
    EXPECT_GT(taken, 2);
    EXPECT_GT(crashes, taken);
}

TEST(ACrash, AfterAnyStepOfACancelWithoutADirectoryKeepsTheErrand) {
    int crashes = 0;
    for (bool end = false; !end; ++crashes) {
        SCOPED_TRACE("after step " + std::to_string(crashes));
        Crash crash{crashes, [](Crash& it) {
                        it.before.transfers.directories.erase("/tmp");
                        it.before.jobs.cancel(Rules::alice, it.id, it.reply<core::Cancelled>());
                    }};
        end = crash.went_on_to_the_end;
        Restarted after{crash.before};
        begin(crash, after);
        if (after.ledger.find(crash.id) && !core::is_final(after.ledger.find(crash.id)->job.state))
            after.closer.cancel(crash.id, {});
        crash.before.settle();
        EXPECT_EQ(crash.before.transfers.parts_of(crash.id), 3U);
        crash.before.transfers.directories["/tmp"] = {1, 1};
        crash.before.pass(std::chrono::minutes{1});
        EXPECT_EQ(crash.before.transfers.parts_of(crash.id), 0U);
    }
}

}  // namespace
}  // namespace transferd
