// SPDX-License-Identifier: MIT
// What holds for every plan whatever wants to run, and for a level over time.
#include "core/schedule.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

namespace transferd {
namespace {

using core::BootTime;
using core::Candidate;
using core::JobId;
using core::Priority;
using core::Uid;

/// Applies plans to a population as the runner does.
class Simulation {
  public:
    explicit Simulation(unsigned seed) : random_(seed) {
        policy.max_active_background_jobs = 1 + up_to(4);
    }

    unsigned up_to(unsigned most) {
        return std::uniform_int_distribution<unsigned>{0, most}(random_);
    }

    void add(Priority priority, Uid owner) {
        wanting.push_back(
            {.id = {++last_id_}, .owner = owner, .priority = priority, .turn = ++last_turn_});
    }

    /// Some jobs end, some come; held jobs and jobs in retry are no candidates.
    void stir() {
        std::erase_if(wanting, [this](const auto&) { return up_to(9) == 0; });
        for (auto more = up_to(3); more > 0; --more)
            add(static_cast<Priority>(up_to(3)), {1000 + up_to(3)});
    }

    const core::Plan& step() {
        std::shuffle(wanting.begin(), wanting.end(), random_);
        plan = core::schedule(wanting, policy, now);
        for (auto& candidate : wanting) {
            if (!runs(candidate.id)) {
                if (candidate.running_since) candidate.turn = ++last_turn_;
                candidate.running_since.reset();
                continue;
            }
            const bool renewed = contains(plan.renewed, candidate.id);
            if (candidate.running_since && !renewed) continue;
            if (renewed) candidate.turn = ++last_turn_;
            candidate.running_since = now;
            served_[{candidate.priority, candidate.owner}] = ++last_turn_;
        }
        for (auto& candidate : wanting)
            candidate.owner_turn = served_[{candidate.priority, candidate.owner}];
        return plan;
    }

    [[nodiscard]] bool runs(JobId id) const { return contains(plan.run, id); }

    core::Policy policy;
    BootTime now{std::chrono::hours{1}};
    std::vector<Candidate> wanting;
    core::Plan plan;

  private:
    static bool contains(const std::vector<JobId>& ids, JobId id) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    }

    std::mt19937 random_;
    std::uint64_t last_id_{};
    std::uint64_t last_turn_{};
    std::map<std::pair<Priority, Uid>, std::uint64_t> served_;
};

bool keeps(const Candidate& candidate, const Simulation& world) {
    return candidate.running_since &&
           world.now - *candidate.running_since < world.policy.time_slice;
}

/// `before`: the candidates that the plan was made of.
void expect_just(const Simulation& world, const std::vector<Candidate>& before) {
    std::size_t background = 0;
    Priority lowest_that_runs = Priority::foreground;
    for (const auto& candidate : before) {
        const bool runs = world.runs(candidate.id);
        if (candidate.priority == Priority::foreground) {
            EXPECT_TRUE(runs) << "foreground";
        } else if (runs) {
            ++background;
            lowest_that_runs = std::max(lowest_that_runs, candidate.priority);
        }
    }
    const auto places = world.policy.max_active_background_jobs;
    EXPECT_LE(background, places);
    for (const auto& candidate : before) {
        if (world.runs(candidate.id)) continue;
        EXPECT_EQ(background, places) << "a place is free and somebody waits";
        EXPECT_GE(candidate.priority, lowest_that_runs) << "inversion";
    }
}

/// What time slices keep is not yet anybody's to share.
void expect_owners_in_turn(const Simulation& world, const std::vector<Candidate>& before) {
    std::map<std::pair<Priority, Uid>, int> given;
    for (const auto& candidate : before)
        if (world.runs(candidate.id)) ++given[{candidate.priority, candidate.owner}];
    for (const auto& waiting : before) {
        if (world.runs(waiting.id)) continue;
        for (const auto& other : before) {
            if (!world.runs(other.id) || other.priority != waiting.priority) continue;
            if (keeps(other, world)) continue;
            const auto theirs = given[{other.priority, other.owner}];
            const auto its_own = given[{waiting.priority, waiting.owner}];
            EXPECT_LE(theirs, its_own + 1);
        }
    }
}

class AnySchedule : public testing::TestWithParam<unsigned> {};

TEST_P(AnySchedule, IsJustInEveryPlan) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    Simulation world{GetParam()};
    for (int step = 0; step < 100 && !HasFailure(); ++step) {
        world.stir();
        const auto before = world.wanting;
        world.step();
        expect_just(world, before);
        expect_owners_in_turn(world, before);
        world.now += core::seconds{world.up_to(400)};
    }
}

std::tuple<std::set<JobId>, std::set<JobId>, std::optional<BootTime>> sorted(
    const core::Plan& plan) {
    return {{plan.run.begin(), plan.run.end()},
            {plan.renewed.begin(), plan.renewed.end()},
            plan.look_again};
}

TEST_P(AnySchedule, DependsOnNothingButItsInput) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    Simulation world{GetParam()};
    for (int step = 0; step < 30; ++step) {
        world.stir();
        auto before = world.wanting;
        const auto plan = sorted(world.step());
        EXPECT_EQ(sorted(core::schedule(before, world.policy, world.now)), plan);
        std::reverse(before.begin(), before.end());
        EXPECT_EQ(sorted(core::schedule(before, world.policy, world.now)), plan);
        world.now += core::seconds{world.up_to(400)};
    }
}

TEST_P(AnySchedule, StarvesNobodyOfTheHighestLevel) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    Simulation world{GetParam()};
    std::map<Uid, std::size_t> jobs_of;
    for (auto jobs = 1 + world.up_to(15); jobs > 0; --jobs) {
        const Uid owner{1000 + world.up_to(3)};
        world.add(Priority::normal, owner);
        ++jobs_of[owner];
    }
    std::size_t most = 0;
    for (const auto& [owner, jobs] : jobs_of) most = std::max(most, jobs);
    // In the worst case there is one place, and every owner has it in turn for one job at a time.
    const auto bound = (most * jobs_of.size() + 1) * world.policy.time_slice;
    std::map<JobId, BootTime> last_seen;
    for (const auto& candidate : world.wanting) last_seen[candidate.id] = world.now;
    const auto end = world.now + 5 * bound;
    while (world.now < end && !HasFailure()) {
        const auto& plan = world.step();
        for (const auto& candidate : world.wanting) {
            if (world.runs(candidate.id)) last_seen[candidate.id] = world.now;
            EXPECT_LE(world.now - last_seen[candidate.id], bound) << candidate.id.value;
        }
        if (!plan.look_again) {
            EXPECT_EQ(plan.run.size(), world.wanting.size()) << "somebody waits for ever";
            break;
        }
        ASSERT_GT(*plan.look_again, world.now) << "it would be asked for ever";
        world.now = *plan.look_again;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnySchedule, testing::Range(1U, 41U));

TEST(Schedule, OfAHundredThousandCandidatesIsAsJust) {
    Simulation world{1};
    for (int i = 0; i < 100'000; ++i)
        world.add(i < 10 ? Priority::foreground : Priority::low, {1000 + world.up_to(500)});
    const auto plan = core::schedule(world.wanting, world.policy, world.now);
    EXPECT_EQ(plan.run.size(), 10U + world.policy.max_active_background_jobs);
    EXPECT_EQ(plan.look_again, world.now + world.policy.time_slice);
}

}  // namespace
}  // namespace transferd
