// SPDX-License-Identifier: MIT
// Long lists in messages that the channel takes, and their answers together again.
#pragma once

#include "core/transfers.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace transferd::broker {

/// About the bytes an item takes in a message; never less than it does.
inline std::size_t weight(const core::Destination& destination) {
    constexpr std::size_t numbers = 128;
    return destination.directory.size() + destination.name.size() + numbers;
}
inline std::size_t weight(const core::CheckItem& item) {
    return item.url.size() + weight(item.destination);
}
/// Below, the place counts twice: a failure in the answer may name the file and its part file.
inline std::size_t weight(const core::PublishItem& item) {
    return item.last_modified.size() + 2 * weight(item.destination);
}
inline std::size_t weight(const core::DiscardItem& item) {
    return 2 * weight(item.destination);
}

/// The items in order, in parts that each fit a message; one empty part where there are none.
template <class Item>
std::vector<std::vector<Item>> parts_of(const std::vector<Item>& items) {
    constexpr std::size_t most = 48UL * 1024;
    std::vector<std::vector<Item>> parts(1);
    std::size_t used = 0;
    for (const auto& item : items) {
        if (used + weight(item) > most && !parts.back().empty()) {
            parts.emplace_back();
            used = 0;
        }
        used += weight(item);
        parts.back().push_back(item);
    }
    return parts;
}

/// Collects the answers of all parts, which may come in any order, and hands them on in the order
/// of the parts.
template <class Answers>
class Gathering {
  public:
    Gathering(std::size_t parts, std::function<void(const Answers&)> done)
        : parts_(parts), missing_(parts), done_(std::move(done)) {}

    void add(std::size_t part, Answers answers) {
        parts_.at(part) = std::move(answers);
        if (--missing_ > 0) return;
        Answers all;
        for (auto& each : parts_) all.insert(all.end(), each.begin(), each.end());
        done_(all);
    }

  private:
    std::vector<Answers> parts_;
    std::size_t missing_;
    std::function<void(const Answers&)> done_;
};

}  // namespace transferd::broker
