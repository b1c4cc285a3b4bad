// SPDX-License-Identifier: MIT
#include "core/retry_queue.hpp"

#include <utility>

namespace transferd::core {

RetryQueue::RetryQueue(Clock& clock, std::function<void(JobId)> due)
    : clock_(clock), due_(std::move(due)), alarm_(clock.alarm([this] { ring(); })) {}

void RetryQueue::set(JobId id, BootTime when) {
    if (const auto old = times_.find(id); old != times_.end()) order_.erase({old->second, id});
    times_[id] = when;
    order_.emplace(when, id);
    arm();
}

void RetryQueue::remove(JobId id) {
    const auto found = times_.find(id);
    if (found == times_.end()) return;
    order_.erase({found->second, id});
    times_.erase(found);
    arm();
}

void RetryQueue::ring() {
    const auto now = clock_.boot();
    while (!order_.empty() && order_.begin()->first <= now) {
        const auto id = order_.begin()->second;
        order_.erase(order_.begin());
        times_.erase(id);
        due_(id);
    }
    arm();
}

void RetryQueue::arm() {
    if (order_.empty())
        alarm_->clear();
    else
        alarm_->set(order_.begin()->first);
}

}  // namespace transferd::core
