// SPDX-License-Identifier: MIT
// What waits for its turn: a line for each user, and the users in turn.
#pragma once

#include "core/ids.hpp"

#include <deque>
#include <map>
#include <utility>

namespace transferd::broker {

template <class Item>
class FairQueue {
  public:
    void add(core::Uid uid, Item item) {
        auto& line = lines_[uid];
        if (line.empty()) turns_.push_back(uid);
        line.push_back(std::move(item));
    }
    /// Not of an empty queue. Every other user who waits comes before that one does again.
    std::pair<core::Uid, Item> take() {
        const auto uid = turns_.front();
        turns_.pop_front();
        const auto line = lines_.find(uid);
        std::pair taken{uid, std::move(line->second.front())};
        line->second.pop_front();
        if (line->second.empty())
            lines_.erase(line);
        else
            turns_.push_back(uid);
        return taken;
    }
    [[nodiscard]] bool empty() const noexcept { return turns_.empty(); }

  private:
    std::map<core::Uid, std::deque<Item>> lines_;
    /// Each who has a line, once.
    std::deque<core::Uid> turns_;
};

}  // namespace transferd::broker
