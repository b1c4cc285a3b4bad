// SPDX-License-Identifier: MIT
// How much a line matters, as sd-daemon(3) and syslog count it, and what is worth writing.
#pragma once

#include "core/words.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace transferd::journal {

/// The smaller, the worse.
enum class Level { emerg, alert, crit, err, warning, notice, info, debug };

inline constexpr Level default_level = Level::info;
inline constexpr const char* level_variable = "TRANSFERD_LOG_LEVEL";

/// From a name, or from 0 (emerg) to 7 (debug).
std::optional<Level> level_from(std::string_view text);

/// The value of --log-level=LEVEL or --log-level LEVEL, the last one where there are several; they
/// are taken out of the program's arguments.
std::optional<std::string> take_level_option(std::vector<std::string_view>& arguments);

/// `value`: the option's. `environment`: of TRANSFERD_LOG_LEVEL, or null; it comes second. Throws
/// std::invalid_argument with a sentence that names the levels.
Level chosen_level(const std::optional<std::string>& value, const char* environment);

}  // namespace transferd::journal

namespace transferd::core {

template <>
inline constexpr std::array words_of<journal::Level> = {
    WordPair<journal::Level>{journal::Level::emerg, "emerg"},
    WordPair<journal::Level>{journal::Level::alert, "alert"},
    WordPair<journal::Level>{journal::Level::crit, "crit"},
    WordPair<journal::Level>{journal::Level::err, "err"},
    WordPair<journal::Level>{journal::Level::warning, "warning"},
    WordPair<journal::Level>{journal::Level::notice, "notice"},
    WordPair<journal::Level>{journal::Level::info, "info"},
    WordPair<journal::Level>{journal::Level::debug, "debug"},
};

}  // namespace transferd::core
