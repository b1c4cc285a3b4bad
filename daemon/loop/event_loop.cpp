// SPDX-License-Identifier: MIT
#include "loop/event_loop.hpp"

#include <csignal>
#include <ctime>
#include <system_error>
#include <utility>

namespace transferd::loop {

struct EventLoop::SignalWatch {
    EventLoop* loop;
    std::function<void()> react;
    SourceHandle source;

    static int on_event(sd_event_source* /*source*/, const struct signalfd_siginfo* /*info*/,
                        void* data) noexcept {
        auto* self = static_cast<SignalWatch*>(data);
        return self->loop->guard([&] { self->react(); });
    }
};

void check(int result, const char* doing) {
    if (result < 0) throw std::system_error{-result, std::generic_category(), doing};
}

EventLoop::EventLoop() {
    sd_event* event = nullptr;
    check(sd_event_new(&event), "create the event loop");
    event_.reset(event);
}

void EventLoop::run() {
    check(sd_event_loop(event_.get()), "run the event loop");
    if (parked_) std::rethrow_exception(std::exchange(parked_, nullptr));
}

void EventLoop::exit() {
    check(sd_event_exit(event_.get(), 0), "leave the event loop");
}

void EventLoop::park(std::exception_ptr exception) noexcept {
    if (!parked_) parked_ = std::move(exception);
    sd_event_exit(event_.get(), 1);
}

void EventLoop::on_signal(int signal, std::function<void()> react) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    if (sigprocmask(SIG_BLOCK, &set, nullptr) != 0)
        throw std::system_error{errno, std::generic_category(), "block a signal"};
    auto watch = std::make_shared<SignalWatch>();
    watch->loop = this;
    watch->react = std::move(react);
    sd_event_source* source = nullptr;
    check(sd_event_add_signal(event_.get(), &source, signal, SignalWatch::on_event, watch.get()),
          "watch a signal");
    watch->source.reset(source);
    signals_.push_back(std::move(watch));
}

void EventLoop::feed_watchdog() {
    check(sd_event_set_watchdog(event_.get(), 1), "feed the watchdog");
}

std::chrono::microseconds boot_time() {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::seconds{now.tv_sec} + std::chrono::microseconds{now.tv_nsec / 1000};
}

}  // namespace transferd::loop
