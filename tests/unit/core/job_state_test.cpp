// SPDX-License-Identifier: MIT
// The transition table, typed from bits.md 1.3 and 1.4 and the decisions of settings.md.
#include "core/job_state.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

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

using Rule = std::function<std::optional<JobState>(JobState, Verb, JobType)>;

/// Uploads differ only in Complete, which they take when they are transferred.
std::string expected(const std::string& verb, const std::string& state, JobType type) {
    const bool refused = type != JobType::download && verb == "Complete" && state != "transferred";
    return refused ? "-" : downloads.at(verb).at(state);
}

struct Cell {
    JobState state;
    Verb verb;
    JobType type;
    std::optional<JobState> expected;
};

/// The tables of all three types.
std::vector<Cell> contract() {
    std::vector<Cell> cells;
    for (const auto& [type, its_word] : core::words_of<JobType>)
        for (const auto& [verb, row] : downloads)
            for (const auto& [state, downloaded] : row)
                cells.push_back({*core::from_word<JobState>(state), *core::from_word<Verb>(verb),
                                 type, core::from_word<JobState>(expected(verb, state, type))});
    return cells;
}

/// The cells in which `rule` is not the contract's.
std::vector<std::string> differences(const std::vector<Cell>& cells, const Rule& rule) {
    std::vector<std::string> found;
    for (const auto& cell : cells)
        if (rule(cell.state, cell.verb, cell.type) != cell.expected)
            found.push_back(std::string(core::word(cell.type)) + ": " +
                            std::string(core::word(cell.verb)) + " in " +
                            std::string(core::word(cell.state)));
    return found;
}

TEST(TransitionTable, IsTheContractsInEveryCell) {
    EXPECT_EQ(downloads.size(), core::words_of<Verb>.size());
    for (const auto& [verb, row] : downloads)
        EXPECT_EQ(row.size(), core::words_of<JobState>.size()) << verb;
    EXPECT_EQ(differences(contract(), core::after), std::vector<std::string>{});
}

/// Every other outcome than the one that core::after has for the cell.
std::vector<std::optional<JobState>> flips(const Cell& cell) {
    std::vector<std::optional<JobState>> others{std::nullopt};
    for (const auto& [state, its_word] : core::words_of<JobState>) others.emplace_back(state);
    std::erase(others, core::after(cell.state, cell.verb, cell.type));
    return others;
}

TEST(TransitionTable, NoticesEveryCellThatIsFlipped) {
    const auto cells = contract();
    EXPECT_EQ(cells.size(), 3U * 4 * 9);
    for (const auto& cell : cells)
        for (const auto other : flips(cell)) {
            const auto mutant = [&](JobState state, Verb verb, JobType type) {
                const bool here = state == cell.state && verb == cell.verb && type == cell.type;
                return here ? other : core::after(state, verb, type);
            };
            EXPECT_EQ(differences(cells, mutant).size(), 1U);
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
