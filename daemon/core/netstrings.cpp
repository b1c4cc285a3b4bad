// SPDX-License-Identifier: MIT
#include "core/netstrings.hpp"

#include <charconv>

namespace transferd::core {

std::string netstring(std::string_view text) {
    return std::to_string(text.size()).append(":").append(text);
}

std::optional<std::vector<std::string>> from_netstrings(std::string_view saved) {
    std::vector<std::string> list;
    while (!saved.empty()) {
        std::size_t size = 0;
        const auto [end, error] = std::from_chars(saved.data(), saved.data() + saved.size(), size);
        const auto used = static_cast<std::size_t>(end - saved.data());
        if (error != std::errc{} || used >= saved.size() || saved[used] != ':') return std::nullopt;
        saved.remove_prefix(used + 1);
        if (size > saved.size()) return std::nullopt;
        list.emplace_back(saved.substr(0, size));
        saved.remove_prefix(size);
    }
    return list;
}

}  // namespace transferd::core
