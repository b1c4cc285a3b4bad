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
    /// It runs but its time slice is over: whoever waits in the same round goes first.
    bool had_its_turn;
    /// How many of its owner's jobs of this priority go before it: owners take turns.
    std::size_t round;
};

std::vector<Ranked> rank_level(std::vector<Ranked> level) {
    const auto first_come = [](const Ranked& ranked) {
        return std::tuple(ranked.candidate->turn, ranked.candidate->id);
    };
    std::sort(level.begin(), level.end(), [&](const Ranked& a, const Ranked& b) {
        return std::tuple(!a.keeps, a.had_its_turn, first_come(a)) <
               std::tuple(!b.keeps, b.had_its_turn, first_come(b));
    });
    std::map<Uid, std::size_t> rounds;
    for (auto& ranked : level) ranked.round = rounds[ranked.candidate->owner]++;
    const auto key = [&](const Ranked& ranked) {
        return std::tuple(!ranked.keeps, ranked.round, ranked.had_its_turn,
                          ranked.candidate->owner_turn, first_come(ranked));
    };
    std::sort(level.begin(), level.end(),
              [&](const Ranked& a, const Ranked& b) { return key(a) < key(b); });
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
        const bool somebody_waits = taken < level.size();
        for (const auto& ranked : std::span{level}.first(taken)) {
            const auto& candidate = *ranked.candidate;
            plan.run.push_back(candidate.id);
            if (!somebody_waits) continue;
            if (ranked.had_its_turn) plan.renewed.push_back(candidate.id);
            const auto began = ranked.keeps ? *candidate.running_since : now;
            earliest(plan.look_again, began + policy.time_slice);
        }
        places -= taken;
    }
    return plan;
}

}  // namespace transferd::core
