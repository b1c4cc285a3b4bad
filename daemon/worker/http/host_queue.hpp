// SPDX-License-Identifier: MIT
// Who may talk to which host: at most so many at once, in the order they came.
#pragma once

#include "worker/http/transfer.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <set>
#include <vector>

namespace transferd::worker {

/// Holds transfers back before curl sees them, because curl's connect timeout runs while it queues.
/// A redirect to another host keeps the place at the first.
class HostQueue {
  public:
    /// The newest limit holds for the whole host; 0 is taken as 1.
    void enter(Transfer& transfer);
    /// Those whose turn has come; they run until they leave.
    std::vector<Transfer*> admit();
    /// Running, waiting, or not here at all. True: it ran.
    bool leave(Transfer& transfer);
    /// Whoever entered now would wait for nobody.
    [[nodiscard]] bool has_room(const Place& place) const;
    [[nodiscard]] bool empty() const noexcept { return hosts_.empty(); }

  private:
    struct Host {
        std::size_t most_running = 1;
        std::set<Transfer*> running;
        std::deque<Transfer*> waiting;
    };
    std::map<Origin, Host> hosts_;
};

}  // namespace transferd::worker
