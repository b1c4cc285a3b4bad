// SPDX-License-Identifier: MIT
// sd-event's handles in RAII and the order in which a turn of the loop runs its sources.
#pragma once

#include <cstdint>
#include <memory>

#include <systemd/sd-event.h>

namespace transferd::loop {

template <auto Release>
struct Deleter {
    template <class T>
    void operator()(T* handle) const {
        Release(handle);
    }
};
using EventHandle = std::unique_ptr<sd_event, Deleter<sd_event_unref>>;
using SourceHandle = std::unique_ptr<sd_event_source, Deleter<sd_event_source_disable_unref>>;

/// Lower runs first; of the same priority, what has been ready for longest. Bus and workers are
/// equals: a flood on one must not starve the other.
namespace priority {
/// What a flood of anything must not keep waiting.
inline constexpr std::int64_t urgent = SD_EVENT_PRIORITY_IMPORTANT;
inline constexpr std::int64_t normal = SD_EVENT_PRIORITY_NORMAL;
/// After all that a turn of the loop brought.
inline constexpr std::int64_t commit = SD_EVENT_PRIORITY_NORMAL + 50;
}  // namespace priority

}  // namespace transferd::loop
