// SPDX-License-Identifier: MIT
// How long a plan takes for 1,000, 10,000 and 100,000 candidates; prints the best of five as JSON.
#include "core/schedule.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <random>
#include <vector>

namespace {

using transferd::core::BootTime;
using transferd::core::Candidate;
using transferd::core::microseconds;
using transferd::core::Priority;

std::vector<Candidate> population(std::uint64_t size) {
    std::mt19937 random{1};  // NOLINT(cert-msc51-cpp): the same candidates every time
    std::uniform_int_distribution<std::uint32_t> owner{1000, 1500};
    std::vector<Candidate> candidates;
    for (std::uint64_t id = 1; id <= size; ++id)
        candidates.push_back(
            {.id = {id}, .owner = {owner(random)}, .priority = Priority::normal, .turn = id});
    std::shuffle(candidates.begin(), candidates.end(), random);
    return candidates;
}

microseconds best_of_five(const std::vector<Candidate>& candidates) {
    using std::chrono::steady_clock;
    auto best = microseconds::max();
    for (int i = 0; i < 5; ++i) {
        const auto begin = steady_clock::now();
        const auto plan = transferd::core::schedule(candidates, {}, BootTime{});
        const auto took = steady_clock::now() - begin;
        if (plan.run.empty()) std::cerr << "nothing runs\n";
        best = std::min(best, std::chrono::duration_cast<microseconds>(took));
    }
    return best;
}

}  // namespace

int main() {
    for (const std::uint64_t size : {1'000U, 10'000U, 100'000U})
        std::cout << "{\"candidates\": " << size
                  << ", \"microseconds\": " << best_of_five(population(size)).count() << "}\n";
}
