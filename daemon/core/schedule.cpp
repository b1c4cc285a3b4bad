// SPDX-License-Identifier: MIT
#include "core/schedule.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

namespace transferd::core {

namespace {

/// Of one owner's jobs those go first that keep their place, because their time slice is not over,
/// and those last whose slice is over.
enum class Claim { keeps, waits, had_its_turn };

struct Ranked {
    const Candidate* candidate;
    Claim claim;
    /// How many of its owner's jobs of this priority go before it: owners take turns.
    std::size_t round;
};

bool goes_first(const Ranked& a, const Ranked& b) {
    if (a.claim != b.claim) return a.claim < b.claim;
    if (a.candidate->turn != b.candidate->turn) return a.candidate->turn < b.candidate->turn;
    return a.candidate->id < b.candidate->id;
}

bool goes_first_in_its_level(const Ranked& a, const Ranked& b) {
    if ((a.claim == Claim::keeps) != (b.claim == Claim::keeps)) return a.claim == Claim::keeps;
    if (a.round != b.round) return a.round < b.round;
    if (a.claim == b.claim && a.candidate->owner_turn != b.candidate->owner_turn)
        return a.candidate->owner_turn < b.candidate->owner_turn;
    return goes_first(a, b);
}

/// `level` with those to whom `places` places are due in front.
std::vector<Ranked> rank_level(std::vector<Ranked> level, std::size_t places) {
    std::sort(level.begin(), level.end(), goes_first);
    std::map<Uid, std::size_t> rounds;
    for (auto& ranked : level) ranked.round = rounds[ranked.candidate->owner]++;
    const auto due = level.begin() + static_cast<std::ptrdiff_t>(places);
    std::partial_sort(level.begin(), due, level.end(), goes_first_in_its_level);
    return level;
}

Claim claim_of(const Candidate& candidate, const Policy& policy, BootTime now) {
    if (!candidate.running_since) return Claim::waits;
    const bool over = now - *candidate.running_since >= policy.time_slice;
    return over ? Claim::had_its_turn : Claim::keeps;
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
        levels[candidate.priority].push_back({&candidate, claim_of(candidate, policy, now), 0});
    }
    std::size_t places = policy.max_active_background_jobs;
    for (auto& [priority, unranked] : levels) {
        const auto taken = std::min(places, unranked.size());
        const auto level = rank_level(std::move(unranked), taken);
        const bool somebody_waits = taken < level.size();
        for (const auto& ranked : std::span{level}.first(taken)) {
            const auto& candidate = *ranked.candidate;
            plan.run.push_back(candidate.id);
            if (!somebody_waits) continue;
            if (ranked.claim == Claim::had_its_turn) plan.renewed.push_back(candidate.id);
            const auto began = ranked.claim == Claim::keeps ? *candidate.running_since : now;
            earliest(plan.look_again, began + policy.time_slice);
        }
        places -= taken;
    }
    return plan;
}

}  // namespace transferd::core
