// SPDX-License-Identifier: MIT
#include "core/progress_announcer.hpp"

#include <algorithm>
#include <optional>

namespace transferd::core {

ProgressAnnouncer::ProgressAnnouncer(Ledger& ledger, Clock& clock)
    : ledger_(ledger), clock_(clock), alarm_(clock.alarm([this] { ring(); })) {}

void ProgressAnnouncer::moved(JobId id) {
    const auto* record = ledger_.find(id);
    if (!record) return;
    const auto now = clock_.boot();
    const auto [found, first] = watches_.try_emplace(
        id, Watch{.announced = now, .bytes = record->announced.bytes_transferred, .due = false});
    auto& watch = found->second;
    if (watch.due) return;
    if (!first && now - watch.announced >= record->job.settings.minimum_notification_interval)
        return announce(id, watch, now);
    watch.due = true;
    arm();
}

void ProgressAnnouncer::forget(JobId id) {
    watches_.erase(id);
    arm();
}

void ProgressAnnouncer::announce(JobId id, Watch& watch, BootTime now) {
    watch.due = false;
    const auto* record = ledger_.find(id);
    if (!record) return;
    auto job = record->job;
    const auto passed = std::max<std::int64_t>((now - watch.announced).count(), 1);
    // Less than before where a file started over: that is no speed.
    const auto moved = std::max(job.bytes_transferred, watch.bytes) - watch.bytes;
    job.bytes_per_second =
        static_cast<std::uint64_t>(static_cast<double>(moved) * 1e6 / static_cast<double>(passed));
    watch.bytes = job.bytes_transferred;
    watch.announced = now;
    ledger_.show_progress(job);
}

void ProgressAnnouncer::ring() {
    const auto now = clock_.boot();
    for (auto& [id, watch] : watches_) {
        const auto* record = ledger_.find(id);
        const auto interval =
            record ? record->job.settings.minimum_notification_interval : milliseconds{0};
        if (watch.due && now - watch.announced >= interval) announce(id, watch, now);
    }
    arm();
}

void ProgressAnnouncer::arm() {
    std::optional<BootTime> soonest;
    for (const auto& [id, watch] : watches_) {
        const auto* record = ledger_.find(id);
        if (!watch.due || !record) continue;
        const auto due = watch.announced + record->job.settings.minimum_notification_interval;
        soonest = soonest ? std::min(*soonest, due) : due;
    }
    if (soonest)
        alarm_->set(*soonest);
    else
        alarm_->clear();
}

}  // namespace transferd::core
