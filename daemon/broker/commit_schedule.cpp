// SPDX-License-Identifier: MIT
#include "broker/commit_schedule.hpp"

#include <chrono>
#include <utility>

namespace transferd::broker {

namespace {
constexpr std::chrono::milliseconds longest_gathering{5};
constexpr std::chrono::milliseconds longest_idling{20};
/// Under load, commits share more when they come no closer than this.
constexpr std::chrono::milliseconds commit_interval{2};
}  // namespace

CommitSchedule::CommitSchedule(loop::EventLoop& loop, std::function<void()> commit)
    : commit_(std::move(commit)),
      when_quiet_(
          loop, [this] { when_quiet(); }, loop::priority::commit),
      at_latest_(
          loop, [this] { now(); }, loop::priority::urgent) {}

void CommitSchedule::soon() {
    when_quiet_.ask();
    at_latest_.set_in(longest_gathering);
}

void CommitSchedule::lazily() {
    at_latest_.set_in(longest_idling);
}

void CommitSchedule::within_a_second() {
    at_latest_.set_in(std::chrono::seconds{1});
}

void CommitSchedule::when_quiet() {
    const auto soonest = committed_ + commit_interval;
    if (loop::boot_time() >= soonest)
        now();
    else
        at_latest_.set_at(soonest);
}

void CommitSchedule::now() {
    at_latest_.clear();
    committed_ = loop::boot_time();
    commit_();
}

}  // namespace transferd::broker
