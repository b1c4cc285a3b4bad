// SPDX-License-Identifier: MIT
#include "core/schedule.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace transferd::core {

namespace {

struct Ranked {
    const Candidate* candidate;
    /// Keeps its place: it runs and its time slice is not over.
    bool keeps;
    /// It runs but its time slice is over: whoever waits goes first.
    bool had_its_turn;
    /// How many of its owner's jobs of this priority go before it: owners take turns.
    std::size_t round;
};

std::vector<Ranked> rank_level(std::vector<Ranked> level) {
    std::sort(level.begin(), level.end(), [](const Ranked& a, const Ranked& b) {
        return std::tuple(!a.keeps, a.had_its_turn, a.candidate->turn, a.candidate->id) <
               std::tuple(!b.keeps, b.had_its_turn, b.candidate->turn, b.candidate->id);
    });
    std::map<Uid, std::size_t> rounds;
    for (auto& ranked : level) ranked.round = rounds[ranked.candidate->owner]++;
    std::stable_sort(level.begin(), level.end(), [](const Ranked& a, const Ranked& b) {
        return std::tuple(!a.keeps, a.had_its_turn, a.round) <
               std::tuple(!b.keeps, b.had_its_turn, b.round);
    });
    return level;
}

void earliest(std::optional<BootTime>& best, BootTime time) {
    if (!best || time < *best) best = time;
}

}  // namespace

Plan schedule(std::span<const Candidate> candidates, const Policy& policy, BootTime now) {
    Plan plan;
    std::map<Priority, std::vector<Ranked>> levels;
    for (const auto& candidate : candidates) {
        if (candidate.priority == Priority::foreground) {
            plan.run.push_back(candidate.id);
            continue;
        }
        const bool keeps =
            candidate.running_since && now - *candidate.running_since < policy.time_slice;
        levels[candidate.priority].push_back(
            {&candidate, keeps, candidate.running_since && !keeps, 0});
    }
    std::size_t places = policy.max_active_background_jobs;
    for (auto& [priority, unranked] : levels) {
        const auto level = rank_level(std::move(unranked));
        const auto taken = std::min(places, level.size());
        for (std::size_t i = 0; i < taken; ++i) {
            const auto& candidate = *level[i].candidate;
            plan.run.push_back(candidate.id);
            if (taken < level.size() && level[i].keeps)
                earliest(plan.look_again, *candidate.running_since + policy.time_slice);
        }
        places -= taken;
    }
    return plan;
}

}  // namespace transferd::core
