// SPDX-License-Identifier: MIT
// Makes names durable: one fsync of a directory serves every file that asked before it began.
#pragma once

#include "worker/files/directory.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace transferd::worker {

class FileThreads;

class DirectorySyncs {
  public:
    using Done = std::function<void(const Outcome&)>;

    /// Part of `threads`; lives as long.
    explicit DirectorySyncs(FileThreads& threads) : threads_(threads) {}

    /// Somebody will ask for this directory soon: a sync waits for it, so that it serves more.
    /// Until the answer is destroyed; for what takes milliseconds.
    using Expected = std::shared_ptr<const void>;
    [[nodiscard]] Expected expect(const DirectoryRef& directory);

    /// Every change of the directory made before this call is durable when `done` is called.
    void sync(const DirectoryRef& directory, Done done);

  private:
    struct Queue {
        DirectoryRef directory;
        std::vector<Done> waiting;
        std::size_t expected = 0;
        bool running = false;
    };
    void begin(const core::FileIdentity& id);
    void start(const core::FileIdentity& id);
    void ended(const core::FileIdentity& id, const std::vector<Done>& served,
               const Outcome& outcome);

    FileThreads& threads_;
    std::map<core::FileIdentity, Queue> queues_;
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace transferd::worker
