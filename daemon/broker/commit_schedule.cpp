// SPDX-License-Identifier: MIT
#include "broker/commit_schedule.hpp"

#include <chrono>
#include <utility>

namespace transferd::broker {

namespace {
constexpr std::chrono::milliseconds longest_gathering{5};
}

CommitSchedule::CommitSchedule(loop::EventLoop& loop, std::function<void()> commit)
    : commit_(std::move(commit)),
      when_quiet_(
          loop, [this] { now(); }, loop::priority::commit),
      at_latest_(
          loop, [this] { now(); }, loop::priority::bus) {}

void CommitSchedule::soon() {
    when_quiet_.ask();
    at_latest_.set_in(longest_gathering);
}

void CommitSchedule::within_a_second() {
    at_latest_.set_in(std::chrono::seconds{1});
}

void CommitSchedule::now() {
    at_latest_.clear();
    commit_();
}

}  // namespace transferd::broker
