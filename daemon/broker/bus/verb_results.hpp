// SPDX-License-Identifier: MIT
// What Complete and Cancel answer, of the manager and of a job alike.
#pragma once

#include "broker/bus/dictionary.hpp"
#include "core/closer.hpp"

#include <tuple>

namespace transferd::broker {

inline std::vector<std::string> paths_to_bus(const std::vector<std::string>& paths) {
    std::vector<std::string> valid;
    valid.reserve(paths.size());
    for (const auto& path : paths) valid.push_back(valid_utf8(path));
    return valid;
}

inline auto completed_results(const core::Completed& completed) {
    return std::tuple{completed.published, completed.discarded, paths_to_bus(completed.leftovers)};
}

inline auto cancelled_results(const core::Cancelled& cancelled) {
    return std::tuple{paths_to_bus(cancelled.leftovers)};
}

}  // namespace transferd::broker
