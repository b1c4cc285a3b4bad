// SPDX-License-Identifier: MIT
#include "loop/deferred.hpp"

#include <utility>

namespace transferd::loop {

Deferred::Deferred(EventLoop& loop, std::function<void()> run, std::int64_t priority)
    : state_(std::make_shared<State>(State{&loop, std::move(run)})) {
    sd_event_source* source = nullptr;
    check(sd_event_add_defer(loop.get(), &source, on_turn, &state_), "make a deferred call");
    source_.reset(source);
    check(sd_event_source_set_priority(source, priority), "set the priority of a deferred call");
    check(sd_event_source_set_enabled(source, SD_EVENT_OFF), "hold a deferred call");
}

void Deferred::ask() {
    check(sd_event_source_set_enabled(source_.get(), SD_EVENT_ONESHOT), "ask for a deferred call");
}

int Deferred::on_turn(sd_event_source* /*source*/, void* data) noexcept {
    const auto state = *static_cast<std::shared_ptr<State>*>(data);
    return state->loop->guard([&] { state->run(); });
}

}  // namespace transferd::loop
