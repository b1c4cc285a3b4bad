// SPDX-License-Identifier: MIT
#include "worker/files/file_threads.hpp"

#include "loop/unique_fd.hpp"

#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <deque>
#include <exception>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <sys/eventfd.h>

namespace transferd::worker {

namespace {

struct Task {
    std::function<void()> work;
    std::function<void()> done;
    std::function<void()> hung;
    Rank rank;
};

/// A call on a thread.
struct Running {
    std::chrono::steady_clock::time_point began;
    std::function<void()> hung;
    bool given_up = false;
    /// `hung` has come instead of `done`.
    bool answered = false;
};

loop::UniqueFd make_event() {
    loop::UniqueFd event{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (!event)
        throw std::system_error{errno, std::generic_category(), "make the file threads' eventfd"};
    return event;
}

/// Threads that are started in its time take no signals: those are the loop's.
class SignalsBlocked {
  public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  private:
    sigset_t before_{};
};

/// What to deliver. `work` and what it holds are gone by then.
std::function<void()> worked(Task task) {
    try {
        task.work();
    } catch (...) {
        return [fault = std::current_exception()] { std::rethrow_exception(fault); };
    }
    return std::move(task.done);
}

}  // namespace

struct FileThreads::State {
    const std::chrono::milliseconds idle_time;
    const loop::UniqueFd event = make_event();
    std::mutex mutex;
    std::condition_variable changed;
    // Everything below belongs to whoever holds the mutex.
    std::deque<Task> waiting;
    std::deque<std::function<void()>> ended;
    std::list<Running> running;
    std::size_t left = 0;
    std::size_t threads = 0;
    std::size_t idle = 0;
    /// A thread was woken and has not looked yet. It wakes the next one, if there is still more to
    /// do by then: short calls would each cost a thread's waking otherwise.
    bool waking = false;
    bool closed = false;

    /// True: `changed` is to be notified.
    [[nodiscard]] bool must_wake() {
        return !waiting.empty() && idle > 0 && !std::exchange(waking, true);
    }
    /// False: there was nothing to do for too long, or nothing is to be done any more.
    bool wait_for_work(std::unique_lock<std::mutex>& lock) {
        ++idle;
        auto seen = std::cv_status::no_timeout;
        while (!closed && waiting.empty() && seen == std::cv_status::no_timeout) {
            seen = changed.wait_for(lock, idle_time);
            waking = false;
        }
        --idle;
        return !closed && !waiting.empty();
    }

    /// True: the loop is to be told.
    bool deliver_soon(std::function<void()> call) {
        ended.push_back(std::move(call));
        return ended.size() == 1;
    }
    /// Best without the mutex, which whoever wakes wants at once. Cannot fail: the counter is far
    /// from its end, deliver() clears it.
    void tell_loop() const { eventfd_write(event.get(), 1); }

    explicit State(std::chrono::milliseconds longest_idle) : idle_time(longest_idle) {}
};

FileThreads::FileThreads(std::chrono::milliseconds idle_time)
    : state_(std::make_shared<State>(idle_time)) {}

FileThreads::~FileThreads() {
    // Emptied after the lock is gone: what the calls hold may take its time to let go.
    std::deque<Task> dropped;
    std::deque<std::function<void()>> undelivered;
    const std::lock_guard lock{state_->mutex};
    state_->closed = true;
    dropped.swap(state_->waiting);
    undelivered.swap(state_->ended);
    state_->changed.notify_all();
}

void FileThreads::run(std::function<void()> work, std::function<void()> done,
                      std::function<void()> hung, Rank rank) {
    std::unique_lock lock{state_->mutex};
    if (state_->waiting.size() >= state_->idle && state_->threads < most_threads) start_thread();
    state_->waiting.push_back({std::move(work), std::move(done), std::move(hung), rank});
    const bool wakes = state_->must_wake();
    // Whoever wakes wants the mutex at once.
    lock.unlock();
    if (wakes) state_->changed.notify_one();
}

void FileThreads::give_up_hung(std::chrono::milliseconds longest) {
    const std::lock_guard lock{state_->mutex};
    const auto latest = std::chrono::steady_clock::now() - longest;
    for (auto& call : state_->running) {
        if (call.given_up || call.began > latest || state_->left == most_left) continue;
        call.given_up = true;
        ++state_->left;
        --state_->threads;
        if (!call.hung) continue;
        call.answered = true;
        if (state_->deliver_soon(std::move(call.hung))) state_->tell_loop();
    }
    const auto wanted = state_->waiting.size();
    for (std::size_t i = state_->idle; i < wanted && state_->threads < most_threads; ++i)
        start_thread();
}

bool FileThreads::busy() const {
    const std::lock_guard lock{state_->mutex};
    return !state_->running.empty() || !state_->waiting.empty();
}

void FileThreads::start_thread() {
    const SignalsBlocked blocked;
    try {
        std::thread{serve, state_}.detach();
        ++state_->threads;
    } catch (const std::system_error&) {
        // With a thread at work the call waits for it.
        if (state_->threads == 0) throw;
    }
}

void FileThreads::serve(const std::shared_ptr<State>& state) noexcept {
    ThreadRank rank;
    std::unique_lock lock{state->mutex};
    while (state->wait_for_work(lock)) {
        Task task = std::move(state->waiting.front());
        state->waiting.pop_front();
        const bool wakes = state->must_wake();
        const auto call = state->running.insert(
            state->running.end(),
            {.began = std::chrono::steady_clock::now(), .hung = std::move(task.hung)});
        lock.unlock();
        if (wakes) state->changed.notify_one();
        rank.take(task.rank);
        auto done = worked(std::move(task));
        lock.lock();
        const Running ended = std::move(*call);
        state->running.erase(call);
        if (state->closed) break;
        // What nobody is told is let go of on the loop all the same.
        if (ended.answered) done = [let_go = std::move(done)] {};
        const bool first = state->deliver_soon(std::move(done));
        if (ended.given_up) --state->left;
        lock.unlock();
        if (first) state->tell_loop();
        if (ended.given_up) return;
        lock.lock();
    }
    --state->threads;
}

int FileThreads::fd() const noexcept {
    return state_->event.get();
}

void FileThreads::deliver() {
    std::deque<std::function<void()>> ended;
    {
        const std::lock_guard lock{state_->mutex};
        eventfd_t count = 0;
        eventfd_read(state_->event.get(), &count);
        ended.swap(state_->ended);
    }
    for (const auto& done : ended) done();
}

}  // namespace transferd::worker
