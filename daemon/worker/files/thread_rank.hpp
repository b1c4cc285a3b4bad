// SPDX-License-Identifier: MIT
// Whether a thread steps back behind what else the machine does.
#pragma once

#include <cstdint>

namespace transferd::worker {

enum class Rank : std::uint8_t {
    usual,
    /// The disk when nobody else wants it, and the processor without hurry.
    background,
};

/// Of the thread that made it. The kernel is told only of changes; where it refuses, nothing but
/// the courtesy is lost.
class ThreadRank {
  public:
    ThreadRank();

    void take(Rank rank);

  private:
    Rank rank_ = Rank::usual;
    /// As whoever started the process wanted it.
    int usual_scheduling_;
    long usual_io_;
};

}  // namespace transferd::worker
