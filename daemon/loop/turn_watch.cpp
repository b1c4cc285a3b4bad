// SPDX-License-Identifier: MIT
#include "loop/turn_watch.hpp"

#include <utility>

namespace transferd::loop {

TurnWatch::TurnWatch(EventLoop& loop, std::function<void()> turned)
    : state_(std::make_unique<State>(State{&loop, std::move(turned)})) {
    sd_event_source* source = nullptr;
    check(sd_event_add_post(loop.get(), &source, on_turn, state_.get()), "watch the loop's turns");
    source_.reset(source);
}

int TurnWatch::on_turn(sd_event_source* /*source*/, void* data) noexcept {
    auto* state = static_cast<State*>(data);
    return state->loop->guard([state] { state->turned(); });
}

}  // namespace transferd::loop
