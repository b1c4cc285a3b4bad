// SPDX-License-Identifier: MIT
#include "worker/files/thread_rank.hpp"

#include <linux/ioprio.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace transferd::worker {

namespace {

constexpr int this_thread = 0;

// Both without a function in libc.
long io_priority() {
    return syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, this_thread);
}

void set_io_priority(long priority) {
    syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, this_thread, priority);
}

}  // namespace

ThreadRank::ThreadRank()
    : usual_scheduling_(sched_getscheduler(this_thread)), usual_io_(io_priority()) {}

void ThreadRank::take(Rank rank) {
    if (rank == rank_) return;
    rank_ = rank;
    const bool steps_back = rank == Rank::background;
    if (usual_io_ >= 0)
        set_io_priority(steps_back ? long{IOPRIO_CLASS_IDLE} << IOPRIO_CLASS_SHIFT : usual_io_);
    // Who has all of it run with another policy has decided more than this.
    const sched_param no_priority{};
    if (usual_scheduling_ == SCHED_OTHER)
        sched_setscheduler(this_thread, steps_back ? SCHED_BATCH : SCHED_OTHER, &no_priority);
}

}  // namespace transferd::worker
