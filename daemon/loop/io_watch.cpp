// SPDX-License-Identifier: MIT
#include "loop/io_watch.hpp"

#include <utility>

namespace transferd::loop {

IoWatch::IoWatch(EventLoop& loop, int fd, std::uint32_t events, Ready ready, std::int64_t priority)
    : state_(std::make_shared<State>(State{&loop, std::move(ready)})) {
    sd_event_source* source = nullptr;
    check(sd_event_add_io(loop.get(), &source, fd, events, on_io, &state_), "watch a descriptor");
    source_.reset(source);
    check(sd_event_source_set_priority(source, priority), "set the priority of a watch");
}

void IoWatch::set_events(std::uint32_t events) {
    check(sd_event_source_set_io_events(source_.get(), events), "change a watch");
}

int IoWatch::on_io(sd_event_source* /*source*/, int /*fd*/, std::uint32_t events,
                   void* data) noexcept {
    const auto state = *static_cast<std::shared_ptr<State>*>(data);
    return state->loop->guard([&] { state->ready(events); });
}

}  // namespace transferd::loop
