// SPDX-License-Identifier: MIT
#include "worker/files/prefix.hpp"

#include <algorithm>
#include <iterator>

namespace transferd::worker {

void Prefix::add(std::uint64_t begin, std::uint64_t end) {
    if (begin > end_) {
        // Most often it goes on with what is there, and the list stays short.
        auto before = later_.upper_bound(begin);
        if (before != later_.begin() && std::prev(before)->second >= begin)
            std::prev(before)->second = std::max(std::prev(before)->second, end);
        else
            later_.emplace_hint(before, begin, end);
        return;
    }
    end_ = std::max(end_, end);
    while (!later_.empty() && later_.begin()->first <= end_) {
        end_ = std::max(end_, later_.begin()->second);
        later_.erase(later_.begin());
    }
}

std::uint64_t Prefix::later() const {
    std::uint64_t bytes = 0;
    auto counted = end_;
    for (const auto& [begin, end] : later_) {
        if (end > counted) bytes += end - std::max(begin, counted);
        counted = std::max(counted, end);
    }
    return bytes;
}

}  // namespace transferd::worker
