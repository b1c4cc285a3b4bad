// SPDX-License-Identifier: MIT
// The fake of the core's tests, as the typed suites need it.
#pragma once

#include "support/memory_job_store.hpp"

namespace transferd::test {

class MemoryFixture {
  public:
    core::JobStore& store() { return store_; }
    core::JobHistory& history() { return store_; }
    void commit() { store_.commit(); }
    void fail_next_commit() { store_.fail_next_commit("The disk is full"); }
    void restart() {}  // memory stays

  private:
    MemoryJobStore store_;
};

}  // namespace transferd::test
