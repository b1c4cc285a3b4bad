// SPDX-License-Identifier: MIT
// The transition table, typed from bits.md 1.3 and 1.4 and the decisions of settings.md.
#include "core/job_state.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace transferd {
namespace {

using core::JobState;
using core::JobType;
using core::Verb;

/// By verb, then by state: where it leads; "-" is InvalidState.
using Table = std::map<std::string, std::map<std::string, std::string>>;

const Table downloads = {
    {"Resume",
     {{"suspended", "queued"},
      {"queued", "queued"},
      {"connecting", "connecting"},
      {"transferring", "transferring"},
      {"transient-error", "queued"},
      {"error", "queued"},
      {"transferred", "queued"},
      {"acknowledged", "-"},
      {"cancelled", "-"}}},
    {"Suspend",
     {{"suspended", "suspended"},
      {"queued", "suspended"},
      {"connecting", "suspended"},
      {"transferring", "suspended"},
      {"transient-error", "suspended"},
      {"error", "error"},
      {"transferred", "transferred"},
      {"acknowledged", "-"},
      {"cancelled", "-"}}},
    {"Complete",
     {{"suspended", "acknowledged"},
      {"queued", "acknowledged"},
      {"connecting", "acknowledged"},
      {"transferring", "acknowledged"},
      {"transient-error", "acknowledged"},
      {"error", "acknowledged"},
      {"transferred", "acknowledged"},
      {"acknowledged", "-"},
      {"cancelled", "-"}}},
    {"Cancel",
     {{"suspended", "cancelled"},
      {"queued", "cancelled"},
      {"connecting", "cancelled"},
      {"transferring", "cancelled"},
      {"transient-error", "cancelled"},
      {"error", "cancelled"},
      {"transferred", "cancelled"},
      {"acknowledged", "-"},
      {"cancelled", "-"}}},
};

std::string outcome(JobState state, Verb verb, JobType type) {
    const auto next = core::after(state, verb, type);
    return next ? std::string(core::word(*next)) : "-";
}

TEST(TransitionTable, OfDownloadsIsTheContractsInEveryCell) {
    int cells = 0;
    for (const auto& [verb, row] : downloads)
        for (const auto& [state, expected] : row) {
            EXPECT_EQ(outcome(*core::from_word<JobState>(state), *core::from_word<Verb>(verb),
                              JobType::download),
                      expected)
                << verb << " in " << state;
            ++cells;
        }
    EXPECT_EQ(cells, 4 * 9);
}

TEST(TransitionTable, OfUploadsDiffersOnlyInComplete) {
    for (const auto type : {JobType::upload, JobType::upload_reply})
        for (const auto& [verb, row] : downloads)
            for (const auto& [state, expected] : row) {
                const bool refused = verb == "Complete" && state != "transferred";
                EXPECT_EQ(
                    outcome(*core::from_word<JobState>(state), *core::from_word<Verb>(verb), type),
                    refused ? "-" : expected)
                    << verb << " in " << state;
            }
}

template <class Enum>
void expect_every_value_has_a_word_of_its_own(std::size_t values) {
    EXPECT_EQ(core::words_of<Enum>.size(), values);
    for (std::size_t i = 0; i < values; ++i) {
        const auto value = static_cast<Enum>(i);
        EXPECT_FALSE(core::word(value).empty()) << i;
        EXPECT_EQ(core::from_word<Enum>(core::word(value)), value);
    }
}

TEST(Words, ExistForEveryValue) {
    expect_every_value_has_a_word_of_its_own<JobState>(9);
    expect_every_value_has_a_word_of_its_own<core::StateReason>(16);
    expect_every_value_has_a_word_of_its_own<core::Priority>(4);
    expect_every_value_has_a_word_of_its_own<JobType>(3);
}

}  // namespace
}  // namespace transferd
