// SPDX-License-Identifier: MIT
#include "core/schedule.hpp"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace transferd {
namespace {

using core::BootTime;
using core::Candidate;
using core::Priority;

const BootTime now{std::chrono::hours{10}};

Candidate waiting(std::uint64_t id, Priority priority, std::uint32_t owner = 1001) {
    return {.id = {id}, .owner = {owner}, .priority = priority, .turn = id, .running_since = {}};
}

Candidate running(std::uint64_t id, Priority priority, core::microseconds since) {
    auto candidate = waiting(id, priority);
    candidate.running_since = now - since;
    return candidate;
}

std::set<std::uint64_t> picked(const std::vector<Candidate>& candidates,
                               const core::Policy& policy = {}) {
    std::set<std::uint64_t> ids;
    for (const auto id : core::schedule(candidates, policy, now).run) ids.insert(id.value);
    return ids;
}

TEST(Schedule, RunsEveryForegroundJob) {
    std::vector<Candidate> candidates;
    for (std::uint64_t id = 1; id <= 50; ++id)
        candidates.push_back(waiting(id, Priority::foreground));
    EXPECT_EQ(picked(candidates).size(), 50U);
}

TEST(Schedule, RunsAsManyBackgroundJobsAsThePolicyAllowsOldestFirst) {
    std::vector<Candidate> candidates;
    for (std::uint64_t id = 9; id >= 1; --id) candidates.push_back(waiting(id, Priority::normal));
    EXPECT_EQ(picked(candidates), (std::set<std::uint64_t>{1, 2, 3, 4}));
}

TEST(Schedule, LetsAHigherLevelTakeThePlacesOfALower) {
    EXPECT_EQ(picked({running(1, Priority::low, core::seconds{1}),
                      running(2, Priority::normal, core::seconds{1}), waiting(3, Priority::high),
                      waiting(4, Priority::high), waiting(5, Priority::high),
                      waiting(6, Priority::high)}),
              (std::set<std::uint64_t>{3, 4, 5, 6}));
}

TEST(Schedule, KeepsARunningJobForItsTimeSlice) {
    core::Policy policy;
    policy.max_active_background_jobs = 1;
    auto late = running(9, Priority::normal, core::seconds{299});
    EXPECT_EQ(picked({waiting(1, Priority::normal), late}, policy), std::set<std::uint64_t>{9});
    late.running_since = now - core::seconds{300};
    EXPECT_EQ(picked({waiting(1, Priority::normal), late}, policy), std::set<std::uint64_t>{1});
}

TEST(Schedule, LooksAgainWhenATimeSliceEndsOnlyIfSomebodyWaits) {
    core::Policy policy;
    policy.max_active_background_jobs = 1;
    const auto first = running(1, Priority::normal, core::seconds{100});
    EXPECT_FALSE(core::schedule(std::vector{first}, policy, now).look_again);
    const auto plan = core::schedule(std::vector{first, waiting(2, Priority::normal)}, policy, now);
    EXPECT_EQ(plan.look_again, now + core::seconds{200});
}

TEST(Schedule, LetsOwnersTakeTurns) {
    EXPECT_EQ(picked({waiting(1, Priority::normal, 1001), waiting(2, Priority::normal, 1001),
                      waiting(3, Priority::normal, 1001), waiting(4, Priority::normal, 1001),
                      waiting(5, Priority::normal, 1001), waiting(6, Priority::normal, 1002)}),
              (std::set<std::uint64_t>{1, 2, 3, 6}));
}

TEST(Schedule, IsNeverUnjustWhateverTheCandidates) {
    std::mt19937 random{20261122};  // NOLINT(cert-msc51-cpp): the same run every time
    const auto up_to = [&](unsigned most) {
        return std::uniform_int_distribution<unsigned>{0, most}(random);
    };
    for (int round = 0; round < 500; ++round) {
        std::vector<Candidate> candidates;
        core::Policy policy;
        policy.max_active_background_jobs = up_to(6);
        const auto count = up_to(30);
        for (std::uint64_t id = 1; id <= count; ++id) {
            auto candidate = waiting(id, static_cast<Priority>(up_to(3)), 1000 + up_to(3));
            if (up_to(2) == 0) candidate.running_since = now - core::seconds{up_to(600)};
            candidates.push_back(candidate);
        }
        const auto ids = picked(candidates, policy);
        std::size_t background = 0;
        for (const auto& candidate : candidates) {
            const bool runs = ids.contains(candidate.id.value);
            if (candidate.priority == Priority::foreground) {
                EXPECT_TRUE(runs);
                continue;
            }
            if (runs) ++background;
            // No inversion: nobody of a lower level runs while one waits.
            if (!runs) {
                for (const auto& other : candidates)
                    EXPECT_FALSE(ids.contains(other.id.value) &&
                                 other.priority > candidate.priority);
            }
        }
        const auto wanting = static_cast<std::size_t>(std::count_if(
            candidates.begin(), candidates.end(),
            [](const Candidate& candidate) { return candidate.priority != Priority::foreground; }));
        EXPECT_EQ(background, std::min<std::size_t>(wanting, policy.max_active_background_jobs));
    }
}

}  // namespace
}  // namespace transferd
