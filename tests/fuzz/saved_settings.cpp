// SPDX-License-Identifier: MIT
// The input is a job's settings as a database has them, damaged or not: lines of KEY=TEXT.
#include "core/settings.hpp"
#include "fuzz/one_input.hpp"

#include <string>

namespace transferd::fuzz {

void one_input(std::string_view input) {
    std::vector<std::pair<std::string, std::string>> saved;
    while (!input.empty()) {
        auto line = cut(input, '\n');
        const auto key = cut(line, '=');
        saved.emplace_back(key, line);
    }
    const auto settings = core::from_saved(saved);
    require(core::from_saved(core::to_saved(settings)) == settings,
            "settings come back as they were saved");
    require(core::changed({}, core::readable(settings)) == settings,
            "what is loaded is what a client could have set");
}

}  // namespace transferd::fuzz
