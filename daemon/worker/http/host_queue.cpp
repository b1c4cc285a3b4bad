// SPDX-License-Identifier: MIT
#include "worker/http/host_queue.hpp"

#include <algorithm>

namespace transferd::worker {

void HostQueue::enter(Transfer& transfer) {
    auto& host = hosts_[transfer.place().origin];
    host.most_running = std::max<std::size_t>(transfer.place().most_running, 1);
    host.waiting.push_back(&transfer);
}

std::vector<Transfer*> HostQueue::admit() {
    std::vector<Transfer*> admitted;
    for (auto& [origin, host] : hosts_) {
        while (!host.waiting.empty() && host.running.size() < host.most_running) {
            admitted.push_back(host.waiting.front());
            host.running.insert(host.waiting.front());
            host.waiting.pop_front();
        }
    }
    return admitted;
}

bool HostQueue::has_room(const Place& place) const {
    const auto found = hosts_.find(place.origin);
    if (found == hosts_.end()) return true;
    const auto& host = found->second;
    return host.running.size() + host.waiting.size() < host.most_running;
}

bool HostQueue::leave(Transfer& transfer) {
    const auto found = hosts_.find(transfer.place().origin);
    if (found == hosts_.end()) return false;
    auto& host = found->second;
    const bool ran = host.running.erase(&transfer) > 0;
    std::erase(host.waiting, &transfer);
    if (host.running.empty() && host.waiting.empty()) hosts_.erase(found);
    return ran;
}

}  // namespace transferd::worker
