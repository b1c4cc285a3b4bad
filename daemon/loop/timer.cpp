// SPDX-License-Identifier: MIT
#include "loop/timer.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

namespace transferd::loop {

Timer::Timer(EventLoop& loop, std::function<void()> ring, std::int64_t priority)
    : state_(std::make_shared<State>(State{&loop, std::move(ring)})) {
    constexpr std::uint64_t accuracy_usec = 1000;
    sd_event_source* source = nullptr;
    check(
        sd_event_add_time(loop.get(), &source, CLOCK_BOOTTIME, 0, accuracy_usec, on_time, &state_),
        "make a timer");
    source_.reset(source);
    check(sd_event_source_set_priority(source, priority), "set the priority of a timer");
    clear();
}

void Timer::set_at(std::chrono::microseconds boot_time) {
    const auto usec = std::max<std::int64_t>(boot_time.count(), 0);
    check(sd_event_source_set_time(source_.get(), static_cast<std::uint64_t>(usec)), "set a timer");
    check(sd_event_source_set_enabled(source_.get(), SD_EVENT_ONESHOT), "start a timer");
}

void Timer::set_in(std::chrono::microseconds delay) {
    set_at(boot_time() + delay);
}

void Timer::clear() {
    check(sd_event_source_set_enabled(source_.get(), SD_EVENT_OFF), "stop a timer");
}

int Timer::on_time(sd_event_source* /*source*/, std::uint64_t /*usec*/, void* data) noexcept {
    const auto state = *static_cast<std::shared_ptr<State>*>(data);
    return state->loop->guard([&] { state->ring(); });
}

}  // namespace transferd::loop
