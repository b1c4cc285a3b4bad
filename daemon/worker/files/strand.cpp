// SPDX-License-Identifier: MIT
#include "worker/files/strand.hpp"

#include <utility>

namespace transferd::worker {

void Strand::run(std::function<void()> work, std::function<void()> done) {
    waiting_.push_back({std::move(work), std::move(done)});
    next();
}

void Strand::next() {
    if (running_ || waiting_.empty()) return;
    running_ = true;
    Call call = std::move(waiting_.front());
    waiting_.pop_front();
    const std::weak_ptr<const bool> alive = alive_;
    threads_.run(
        [alive, work = std::move(call.work)] {
            // Whoever asked may be gone by the time that a thread is free.
            if (!alive.expired()) work();
        },
        [this, alive, done = std::move(call.done)] {
            if (alive.expired()) return;
            ++ended_;
            done();
            if (alive.expired()) return;
            running_ = false;
            next();
        },
        [this, alive] {
            if (!alive.expired()) hangs_ = true;
        },
        rank_);
}

}  // namespace transferd::worker
