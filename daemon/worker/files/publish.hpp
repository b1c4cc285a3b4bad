// SPDX-License-Identifier: MIT
// Gives finished part files their final names.
#pragma once

#include "core/transfers.hpp"
#include "worker/files/file_threads.hpp"

#include <functional>
#include <vector>

#include <sys/types.h>

namespace transferd::worker {

/// A file gets `mode`, or what the directory's default ACL says, the server's modification time
/// where that is past and after 1970, and its name: all or nothing, durable when `done` comes.
/// May be repeated after a crash: a destination that is the recorded inode and has the size is
/// success. A symbolic link at the destination is replaced as itself. Failures:
///   local-file-changed       the part file is gone, or not what it was
///   validation-failed        the destination exists (IfExists::fail) or is no regular file
///   local-access-denied, read-only, destination-unavailable, ...: see file_failure
/// `done` comes once, from FileThreads::deliver(), answers in the items' order.
void publish(FileThreads& threads, const std::vector<core::PublishItem>& items, mode_t mode,
             std::function<void(const core::FileAnswers&)> done);

}  // namespace transferd::worker
