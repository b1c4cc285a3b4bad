// SPDX-License-Identifier: MIT
#include "loop/poll_source.hpp"

#include <ctime>
#include <limits>
#include <utility>

namespace transferd::loop {

PollSource::PollSource(EventLoop& loop, int fd, std::function<Wish()> wish,
                       std::function<void()> process)
    : loop_(loop), wish_(std::move(wish)), process_(std::move(process)) {
    sd_event_source* source = nullptr;
    check(sd_event_add_io(loop.get(), &source, fd, 0, on_io, this), "watch a library's socket");
    io_.reset(source);
    check(sd_event_source_set_prepare(source, on_prepare), "prepare a library's socket");
    check(sd_event_add_time(loop.get(), &source, CLOCK_MONOTONIC, 0, 1, on_time, this),
          "watch a library's deadline");
    time_.reset(source);
    check(sd_event_source_set_enabled(source, SD_EVENT_OFF), "hold a library's deadline");
}

void PollSource::prepare() {
    const auto wish = wish_();
    check(sd_event_source_set_io_events(io_.get(), wish.events), "wait for a library's socket");
    const bool none = wish.deadline == std::numeric_limits<std::uint64_t>::max();
    if (!none)
        check(sd_event_source_set_time(time_.get(), wish.deadline), "set a library's deadline");
    check(sd_event_source_set_enabled(time_.get(), none ? SD_EVENT_OFF : SD_EVENT_ONESHOT),
          "wait for a library's deadline");
}

int PollSource::on_prepare(sd_event_source* /*source*/, void* data) noexcept {
    auto* self = static_cast<PollSource*>(data);
    return self->loop_.guard([&] { self->prepare(); });
}

int PollSource::on_io(sd_event_source* /*source*/, int /*fd*/, std::uint32_t /*events*/,
                      void* data) noexcept {
    auto* self = static_cast<PollSource*>(data);
    return self->loop_.guard([&] { self->process_(); });
}

int PollSource::on_time(sd_event_source* /*source*/, std::uint64_t /*usec*/, void* data) noexcept {
    auto* self = static_cast<PollSource*>(data);
    return self->loop_.guard([&] { self->process_(); });
}

}  // namespace transferd::loop
