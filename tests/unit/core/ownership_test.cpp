// SPDX-License-Identifier: MIT
// TakeOwnership, as settings.md has it.
#include "unit/core/rules.hpp"

#include <algorithm>

namespace transferd {
namespace {

using core::ErrorCode;
using core::JobState;
using test::Rules;

constexpr core::Caller taker{.uid = Rules::bob.uid, .takes_ownership = true};

struct Taken {
    std::optional<core::Cancelled> taken;
    std::optional<ErrorCode> error;
};

Taken take(Rules& rules, core::JobId id, core::Caller caller = taker) {
    Taken result;
    result.error = rules.error_of([&](auto reply) {
        rules.jobs.take_ownership(caller, id, [&, reply](const auto& outcome) {
            if (outcome.ok()) result.taken = outcome.value();
            reply(outcome);
        });
    });
    return result;
}

TEST(TakeOwnership, MakesTheCallerTheOwnerAndTheFilesStartOver) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 2);
    ASSERT_TRUE(take(rules, id).taken);
    const auto job = rules.job(id);
    EXPECT_EQ(job.owner, Rules::bob.uid);
    EXPECT_EQ(job.state, JobState::suspended);
    EXPECT_EQ(job.pending, core::Pending::none);
    EXPECT_EQ(job.bytes_transferred, 0U);
    EXPECT_EQ(job.files_transferred, 0U);
    EXPECT_EQ(rules.transfers.discarded.size(), 2U);
    EXPECT_EQ(rules.ledger.usage(Rules::alice.uid).jobs_of_user, 0U);
    EXPECT_EQ(rules.ledger.usage(Rules::bob.uid).jobs_of_user, 1U);
    EXPECT_EQ(rules.ledger.stored_bytes(Rules::alice.uid), 0U);
}

TEST(TakeOwnership, IsAnnounced) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    ASSERT_TRUE(take(rules, id).taken);
    EXPECT_EQ(std::count(rules.observer.heard.begin(), rules.observer.heard.end(),
                         "1 TakeOwnership by 1002"),
              1);
}

TEST(TakeOwnership, DropsTheClientCertificateOfTheOldOwner) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1,
                                 {{"TlsCaFile", std::string("/ca")},
                                  {"TlsClientCertificate", std::string("/me.pem")},
                                  {"TlsClientKey", std::string("/me.key")}});
    ASSERT_TRUE(take(rules, id).taken);
    EXPECT_EQ(rules.job(id).settings.http.tls, core::TlsOptions{.ca_file = "/ca"});
}

TEST(TakeOwnership, OfARunningJobGoesOnAsTheNewOwner) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    ASSERT_TRUE(rules.transfers.runs(id));
    ASSERT_TRUE(take(rules, id).taken);
    ASSERT_TRUE(rules.transfers.runs(id));
    EXPECT_EQ(rules.transfers.running().at({id, {0}}).order.offset, 0U);
    rules.transfers.finish({id, {0}}, 10);
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferred");
}

TEST(TakeOwnership, NeedsTheRight) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1);
    EXPECT_EQ(take(rules, id, Rules::bob).error, ErrorCode::no_such_job);
    constexpr core::Caller manager{.uid = Rules::bob.uid, .manages_all_jobs = true};
    EXPECT_EQ(take(rules, id, manager).error, ErrorCode::access_denied);
    EXPECT_EQ(rules.job(id).owner, Rules::alice.uid);
}

TEST(TakeOwnership, ByTheOwnerChangesNothing) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    constexpr core::Caller owner{.uid = Rules::alice.uid, .takes_ownership = true};
    EXPECT_TRUE(take(rules, id, owner).taken);
    EXPECT_EQ(rules.state(id), "transferred");
}

TEST(TakeOwnership, ChangesNothingWhereTheNewOwnerMayNotWrite) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    rules.transfers.directories.clear();
    EXPECT_EQ(take(rules, id).error, ErrorCode::destination_unavailable);
    EXPECT_EQ(rules.state(id), "transferred");
    EXPECT_EQ(rules.job(id).owner, Rules::alice.uid);
    EXPECT_TRUE(rules.transfers.discarded.empty());
}

TEST(TakeOwnership, IsSubjectToTheNewOwnersQuota) {
    Rules rules{core::Policy{.max_jobs_per_user = 1}};
    const auto id = rules.transferred(Rules::alice, 1);
    rules.submit(Rules::bob, 1);
    EXPECT_EQ(take(rules, id).error, ErrorCode::too_many_jobs_per_user);
}

TEST(TakeOwnership, RefusesADestinationThatTheNewOwnerHasInAnotherJob) {
    Rules rules;
    const auto hers = test::create(rules);
    ASSERT_EQ(test::add(rules, hers, "/tmp/same"), std::nullopt);
    const auto his = test::create(rules, Rules::bob);
    ASSERT_EQ(test::add(rules, his, "/tmp/same", Rules::bob), std::nullopt);
    EXPECT_EQ(take(rules, hers).error, ErrorCode::destination_exists);
}

TEST(TakeOwnership, MovesTheDestinationsToTheNewOwner) {
    Rules rules;
    const auto hers = test::create(rules);
    ASSERT_EQ(test::add(rules, hers, "/tmp/same"), std::nullopt);
    ASSERT_TRUE(take(rules, hers).taken);
    const auto another = test::create(rules);
    EXPECT_EQ(test::add(rules, another, "/tmp/same"), std::nullopt);
    const auto his = test::create(rules, Rules::bob);
    EXPECT_EQ(test::add(rules, his, "/tmp/same", Rules::bob), ErrorCode::destination_exists);
}

TEST(TakeOwnership, NamesWhatTheOldOwnersWorkerCouldNotRemove) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 2);
    rules.transfers.undiscardable.insert({id, {1}});
    const auto result = take(rules, id);
    ASSERT_TRUE(result.taken);
    EXPECT_EQ(result.taken->leftovers.size(), 1U);
}

TEST(TakeOwnership, KeepsWhatIsPublishedAlready) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 2);
    rules.transfers.unpublishable[{id, {1}}] = test::exists({id, {1}});
    (void)test::complete(rules, id);
    ASSERT_TRUE(rules.ledger.find(id)->files[0].published);
    ASSERT_TRUE(take(rules, id).taken);
    EXPECT_TRUE(rules.ledger.find(id)->files[0].published);
    EXPECT_FALSE(rules.ledger.find(id)->files[1].transferred);
    EXPECT_EQ(rules.transfers.discarded, (std::vector<core::FileRef>{{id, {1}}}));
}

TEST(TakeOwnership, ThatACrashInterruptedIsFinishedAtTheNextStart) {
    Rules before;
    const auto id = before.transferred(Rules::alice, 1);
    before.transfers.hold = true;  // the broker dies while the old owner's worker discards
    bool asked = false;
    before.transfers.hold = false;
    before.jobs.take_ownership(taker, id, [&](const auto&) { asked = true; });
    before.transfers.deliver();  // the new owner may write there
    before.store.commit();       // the intent is saved
    ASSERT_FALSE(asked);
    ASSERT_EQ(before.job(id).pending, core::Pending::handing_over);

    test::RecordingObserver observer;
    core::Ledger ledger{before.store, observer, before.clock};
    core::Runner runner{ledger,       before.transfers, before.network,
                        before.clock, before.policy,    before.vault};
    core::Closer closer{ledger, runner, before.transfers, before.clock};
    ledger.load();
    ASSERT_EQ(ledger.find(id)->job.owner, Rules::alice.uid);
    closer.begin();
    before.settle();
    EXPECT_EQ(ledger.find(id)->job.owner, Rules::bob.uid);
    EXPECT_EQ(ledger.find(id)->job.state, JobState::suspended);
    EXPECT_EQ(ledger.usage(Rules::alice.uid).jobs_of_user, 0U);
}

TEST(TakeOwnership, MakesOtherVerbsWait) {
    Rules rules;
    const auto id = rules.transferred(Rules::alice, 1);
    rules.jobs.take_ownership(taker, id, [](const auto&) {});
    rules.transfers.deliver();
    rules.store.commit();
    rules.transfers.hold = true;
    std::optional<ErrorCode> hers;
    rules.jobs.complete(Rules::alice, id, [&](const core::Outcome<core::Completed>& outcome) {
        if (!outcome.ok()) hers = outcome.error().code();
    });
    rules.transfers.hold = false;
    rules.settle();
    EXPECT_EQ(hers, ErrorCode::no_such_job);  // by then it is his
    EXPECT_EQ(rules.job(id).owner, Rules::bob.uid);
}

}  // namespace
}  // namespace transferd
