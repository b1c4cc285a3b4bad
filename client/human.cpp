// SPDX-License-Identifier: MIT
#include "client/human.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include <fmt/format.h>

namespace transferd::client {

std::string human_size(std::uint64_t bytes) {
    constexpr std::array units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    if (bytes < 1024) {
        return fmt::format("{} B", bytes);
    }
    double amount = static_cast<double>(bytes) / 1024.0;
    std::size_t unit = 0;
    // 1023.6 KiB would be shown as "1024 KiB".
    while (amount >= 1023.5 && unit + 1 < units.size()) {
        amount /= 1024.0;
        ++unit;
    }
    return amount < 99.95 ? fmt::format("{:.1f} {}", amount, units.at(unit))
                          : fmt::format("{:.0f} {}", amount, units.at(unit));
}

std::string human_duration(std::chrono::seconds length) {
    struct Unit {
        std::int64_t seconds;
        const char* name;
    };
    constexpr std::array units{Unit{86400, "d"}, Unit{3600, "h"}, Unit{60, "min"}, Unit{1, "s"}};
    const std::int64_t seconds = std::max<std::int64_t>(length.count(), 0);
    for (std::size_t at = 0; at + 1 < units.size(); ++at) {
        const Unit& large = units.at(at);
        const Unit& small = units.at(at + 1);
        if (seconds < large.seconds) {
            continue;
        }
        const std::int64_t rest = seconds % large.seconds / small.seconds;
        return rest == 0 ? fmt::format("{} {}", seconds / large.seconds, large.name)
                         : fmt::format("{} {} {:02} {}", seconds / large.seconds, large.name, rest,
                                       small.name);
    }
    return fmt::format("{} s", seconds);
}

std::string human_time(std::uint64_t usec) {
    if (usec == 0) {
        return "-";
    }
    const auto seconds = static_cast<std::time_t>(usec / 1'000'000);
    std::tm local{};
    std::array<char, 64> text{};
    if (localtime_r(&seconds, &local) == nullptr ||
        std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &local) == 0) {
        return "?";
    }
    return text.data();
}

}  // namespace transferd::client
