// SPDX-License-Identifier: MIT
// Whoever leaves files behind all day must not fill the disk.
#include "unit/core/rules.hpp"

#include <algorithm>

namespace transferd {
namespace {

using namespace std::chrono_literals;
using core::ErrorCode;
using test::Restarted;
using test::Rules;

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

TEST(Leftovers, OfACommitThatFailsAreNotCharged) {
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

}  // namespace
}  // namespace transferd
