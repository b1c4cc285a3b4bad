// SPDX-License-Identifier: MIT
#include "core/patience.hpp"

#include <algorithm>

namespace transferd::core {

namespace {

/// What had been used at the last error: both times were taken and saved together, so a calendar
/// that was set since, or days in which the machine was off, change nothing.
microseconds used_at_last_error(const Job& job) {
    if (!job.error_time) return microseconds{0};
    return std::max(microseconds{*job.error_time - *job.no_progress_since}, microseconds{0});
}

}  // namespace

microseconds Patience::used(const Watch& watch) const {
    return watch.used + (watch.since ? clock_.boot() - *watch.since : microseconds{0});
}

std::optional<BootTime> Patience::end(const Job& job, bool counts) {
    if (!job.no_progress_since) {
        watches_.erase(job.id);
        return std::nullopt;
    }
    const auto [found, is_new] = watches_.try_emplace(job.id);
    auto& watch = found->second;
    if (is_new || watch.stamp != *job.no_progress_since)
        watch = {.stamp = *job.no_progress_since, .used = used_at_last_error(job), .since = {}};
    watch.used = used(watch);
    watch.since = counts ? std::optional{clock_.boot()} : std::nullopt;
    if (!counts) return std::nullopt;
    return clock_.boot() + job.settings.no_progress_timeout - watch.used;
}

Job Patience::anchored(Job job) const {
    const auto watch = watches_.find(job.id);
    if (job.no_progress_since && watch != watches_.end() &&
        watch->second.stamp == *job.no_progress_since)
        job.no_progress_since = clock_.wall() - used(watch->second);
    return job;
}

}  // namespace transferd::core
