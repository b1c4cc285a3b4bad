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

/// Lower runs first: the bus before transfers, commits after all that a turn of the loop brought.
namespace priority {
inline constexpr std::int64_t bus = SD_EVENT_PRIORITY_IMPORTANT;
inline constexpr std::int64_t normal = SD_EVENT_PRIORITY_NORMAL;
inline constexpr std::int64_t commit = SD_EVENT_PRIORITY_NORMAL + 50;
}  // namespace priority

}  // namespace transferd::loop
