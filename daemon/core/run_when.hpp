// SPDX-License-Identifier: MIT
// When a job may run, as far as its owner's presence goes (settings.md, "RunWhen").
#pragma once

#include "core/words.hpp"

#include <array>

namespace transferd::core {

enum class RunWhen { always, logged_in };

template <>
inline constexpr std::array words_of<RunWhen> = {
    WordPair<RunWhen>{RunWhen::always, "always"},
    WordPair<RunWhen>{RunWhen::logged_in, "logged-in"},
};

}  // namespace transferd::core
