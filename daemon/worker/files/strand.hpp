// SPDX-License-Identifier: MIT
// The calls of one file: one after another, in the order they were asked for.
#pragma once

#include "worker/files/file_threads.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

namespace transferd::worker {

/// What `work` changes may be read in `done`: the next call begins only after it.
class Strand {
  public:
    explicit Strand(FileThreads& threads, Rank rank = Rank::usual)
        : threads_(threads), rank_(rank) {}
    Strand(const Strand&) = delete;
    Strand& operator=(const Strand&) = delete;
    /// Also from within a `done`. The call that has begun ends by itself; nothing else is called.
    ~Strand() = default;

    void run(std::function<void()> work, std::function<void()> done);

    /// The call that is under way was given up: nothing asked for since will be done.
    [[nodiscard]] bool hangs() const noexcept { return hangs_; }
    /// Calls that have ended.
    [[nodiscard]] std::uint64_t ended() const noexcept { return ended_; }

  private:
    struct Call {
        std::function<void()> work;
        std::function<void()> done;
    };
    void next();

    FileThreads& threads_;
    Rank rank_;
    std::deque<Call> waiting_;
    bool running_ = false;
    bool hangs_ = false;
    std::uint64_t ended_ = 0;
    // Expires with the strand, for the call that is then under way.
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace transferd::worker
