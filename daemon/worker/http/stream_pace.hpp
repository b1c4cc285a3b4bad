// SPDX-License-Identifier: MIT
// Whether one stream is so slow that others beside it may bring a file sooner.
#pragma once

#include <chrono>
#include <cstdint>

namespace transferd::worker {

/// Judges the bytes of one interval at a time. What keeps a gigabit line busy, or is held up by the
/// disk, gains nothing from company: further streams would take processor time alone.
class StreamPace {
  public:
    /// Long enough for a near server to show what it can; a far one loses little by waiting.
    static constexpr std::chrono::milliseconds interval{250};
    /// In an interval: 100 MiB a second.
    static constexpr std::uint64_t enough = std::uint64_t{25} * 1024 * 1024;

    /// `there`: the bytes that are there already.
    explicit StreamPace(std::uint64_t there) : there_(there) {}

    /// In this interval bytes had to wait for the disk.
    void disk_is_slower() { disk_is_slower_ = true; }

    /// At the end of each interval. It may be called late, which counts for the stream.
    [[nodiscard]] bool is_slow(std::uint64_t there) {
        const bool slow = !disk_is_slower_ && there - there_ < enough;
        there_ = there;
        disk_is_slower_ = false;
        return slow;
    }

  private:
    std::uint64_t there_;
    bool disk_is_slower_{};
};

}  // namespace transferd::worker
