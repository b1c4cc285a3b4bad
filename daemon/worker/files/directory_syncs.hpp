// SPDX-License-Identifier: MIT
// Makes names durable: one fsync of a directory serves every file that asked before it began. Where
// many small files end together, one syncfs makes the bytes of all of them durable before that.
#pragma once

#include "worker/files/directory.hpp"

#include <chrono>
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
    /// Blocks. The bytes of a file are durable: they are already where `synced`, else this sees to
    /// it. Lets go of the file.
    using Settle = std::function<void(bool synced)>;

    /// Part of `threads`; lives as long.
    explicit DirectorySyncs(FileThreads& threads) : threads_(threads) {}

    /// Somebody will ask for this directory soon: a sync waits for it, so that it serves more.
    /// Until the answer is destroyed; for what takes milliseconds.
    using Expected = std::shared_ptr<const void>;
    [[nodiscard]] Expected expect(const DirectoryRef& directory);
    /// So many are under way that whoever has bytes to sync should leave them to sync().
    [[nodiscard]] bool gathers(const DirectoryRef& directory) const;

    /// Every change of the directory made before this call is durable when `done` is called.
    void sync(const DirectoryRef& directory, Done done);
    /// And so are the bytes that `settle` is about: of a file in the directory that was opened
    /// after `directory` was.
    void sync(const DirectoryRef& directory, Settle settle, Done done);

  private:
    struct Waiting {
        DirectoryRef directory;
        /// None: only the name is to be made durable.
        Settle settle;
        Done done;
    };
    using Group = std::shared_ptr<const std::vector<Waiting>>;
    struct Whole;
    struct Queue {
        std::vector<Waiting> waiting;
        std::size_t expected = 0;
        /// Of the sync that runs; 0: none does.
        std::size_t served = 0;
    };
    void begin(const core::FileIdentity& id);
    void start(const core::FileIdentity& id);
    void sync_names(const core::FileIdentity& id, const Group& group);
    void sync_whole(const core::FileIdentity& id, const Group& group);
    void one_by_one(const core::FileIdentity& id, const Group& group);
    void ended(const core::FileIdentity& id, const Group& group, const Outcome& outcome);
    [[nodiscard]] bool may_sync_whole(const Directory& directory) const;
    void rest();

    FileThreads& threads_;
    std::map<core::FileIdentity, Queue> queues_;
    /// Until then the file system has more to write than our files.
    std::chrono::steady_clock::time_point busy_until_{};
    std::chrono::steady_clock::time_point gathering_until_{};
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace transferd::worker
