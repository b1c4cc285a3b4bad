// SPDX-License-Identifier: MIT
// The worker's only threads: they make the file calls that may block, so that the loop never does.
#pragma once

#include "worker/files/directory_syncs.hpp"
#include "worker/files/thread_rank.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace transferd::worker {

/// A thread is started when a call finds none free and ends when it has found none for a while:
/// no thread while idle. A call that hangs keeps its thread for as long as it hangs, also past this
/// object: what it uses must belong to it. Once it is given up, its thread is no longer one of
/// these, so that a file system that hangs does not take them all.
class FileThreads {
  public:
    static constexpr std::size_t most_threads = 16;
    /// In calls that were given up, waiting for their end.
    static constexpr std::size_t most_left = 112;

    /// A thread that finds no call for `idle_time` ends.
    explicit FileThreads(std::chrono::milliseconds idle_time = std::chrono::seconds{1});
    FileThreads(const FileThreads&) = delete;
    FileThreads& operator=(const FileThreads&) = delete;
    /// Waits for nobody. Calls that have not begun never run, and no `done` is called any more.
    ~FileThreads();

    /// From the loop. Runs `work` on a thread, in any order with other work; then `done` from
    /// deliver(), never from within this call. What `work` throws is thrown by deliver().
    /// Of a call that is given up `hung` comes instead of `done`; without it, `done` when the call
    /// ends. What `work` writes must then belong to it alone.
    void run(std::function<void()> work, std::function<void()> done,
             std::function<void()> hung = {}, Rank rank = Rank::usual);

    /// From the loop: gives up the calls that have been under way for so long.
    void give_up_hung(std::chrono::milliseconds longest);
    /// Something is under way or waits.
    [[nodiscard]] bool busy() const;

    /// Readable while there is something to deliver; for the loop to watch.
    [[nodiscard]] int fd() const noexcept;
    /// From the loop: calls `done` of all work that has ended.
    void deliver();

    [[nodiscard]] DirectorySyncs& directory_syncs() noexcept { return directory_syncs_; }

  private:
    struct State;
    static void serve(const std::shared_ptr<State>& state) noexcept;
    void start_thread();

    // Shared with the threads, which may outlive this object.
    std::shared_ptr<State> state_;
    DirectorySyncs directory_syncs_{*this};
};

}  // namespace transferd::worker
