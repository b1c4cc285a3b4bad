// SPDX-License-Identifier: MIT
// Makes names durable: one fsync of a directory serves every file that asked before it began.
#pragma once

#include "worker/files/directory.hpp"

#include <functional>
#include <map>
#include <vector>

namespace transferd::worker {

class FileThreads;

class DirectorySyncs {
  public:
    using Done = std::function<void(const Outcome&)>;

    /// Part of `threads`; lives as long.
    explicit DirectorySyncs(FileThreads& threads) : threads_(threads) {}

    /// Every change of the directory made before this call is durable when `done` is called.
    void sync(const DirectoryRef& directory, Done done);

  private:
    struct Queue {
        DirectoryRef directory;
        std::vector<Done> waiting;
        bool running = false;
    };
    void start(const core::FileIdentity& id);
    void ended(const core::FileIdentity& id, const std::vector<Done>& served,
               const Outcome& outcome);

    FileThreads& threads_;
    std::map<core::FileIdentity, Queue> queues_;
};

}  // namespace transferd::worker
