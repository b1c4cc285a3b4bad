// SPDX-License-Identifier: MIT
#include "journal/level.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

using journal::Level;
using Arguments = std::vector<std::string_view>;

TEST(Levels, AreNamedAndNumberedAsSystemdDoes) {
    const std::vector<std::string> names = {"emerg",   "alert",  "crit", "err",
                                            "warning", "notice", "info", "debug"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        EXPECT_EQ(journal::level_from(names[i]), static_cast<Level>(i));
        EXPECT_EQ(journal::level_from(std::to_string(i)), static_cast<Level>(i));
    }
}

TEST(Levels, AreNothingElse) {
    for (const auto* text : {"", "8", "-1", "07", "loud", "Debug", "info ", "debugx"})
        EXPECT_EQ(journal::level_from(text), std::nullopt) << text;
}

TEST(TheLevel, IsTheOptionsThenTheEnvironmentsThenInfo) {
    EXPECT_EQ(journal::chosen_level("debug", "err"), Level::debug);
    EXPECT_EQ(journal::chosen_level("debug", "nonsense"), Level::debug);
    EXPECT_EQ(journal::chosen_level({}, "err"), Level::err);
    EXPECT_EQ(journal::chosen_level({}, nullptr), Level::info);
}

TEST(TheLevel, IsRefusedWithASentenceThatNamesTheLevels) {
    const auto sentence = [](const std::optional<std::string>& value, const char* environment) {
        try {
            (void)journal::chosen_level(value, environment);
        } catch (const std::invalid_argument& error) {
            return std::string(error.what());
        }
        return std::string("taken");
    };
    EXPECT_EQ(sentence("loud", nullptr),
              "--log-level takes emerg, alert, crit, err, warning, notice, info, debug or 0 to 7, "
              "not 'loud'");
    EXPECT_EQ(sentence({}, ""),
              "TRANSFERD_LOG_LEVEL takes emerg, alert, crit, err, warning, notice, info, debug or "
              "0 to 7, not ''");
}

TEST(TheOption, IsTakenOutOfTheArgumentsInEitherSpelling) {
    Arguments arguments = {"--session", "--log-level=debug", "--version"};
    EXPECT_EQ(journal::take_level_option(arguments), "debug");
    EXPECT_EQ(arguments, (Arguments{"--session", "--version"}));
    arguments = {"--log-level", "err", "--session"};
    EXPECT_EQ(journal::take_level_option(arguments), "err");
    EXPECT_EQ(arguments, Arguments{"--session"});
}

TEST(TheOption, CountsTheLastTimeAndMayBeMissing) {
    Arguments arguments = {"--log-level=debug", "--log-level=err"};
    EXPECT_EQ(journal::take_level_option(arguments), "err");
    EXPECT_EQ(journal::take_level_option(arguments), std::nullopt);
    arguments = {"--log-level"};
    EXPECT_EQ(journal::take_level_option(arguments), "");
    EXPECT_TRUE(arguments.empty());
}

}  // namespace
}  // namespace transferd::test
