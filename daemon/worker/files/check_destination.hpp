// SPDX-License-Identifier: MIT
// Whether this user can have a file at a place, before anything is transferred for it.
#pragma once

#include "core/transfers.hpp"
#include "worker/files/file_threads.hpp"

#include <functional>
#include <vector>

namespace transferd::worker {

/// `done` comes once, from FileThreads::deliver(), answers in the destinations' order: the
/// directory's identity, or a failure:
///   local-not-found          the directory is not there, or is none
///   local-access-denied      it may not be read, written and searched by this user, its path goes
///                            through a magic link of /proc, or another user's file has the name in
///                            a sticky directory
///   read-only                its file system is
///   validation-failed        the name is too long or not a plain one, or what has it is neither a
///                            regular file nor a symbolic link (which would be replaced as itself)
///   destination-unavailable  another directory than the destination says, or it does not answer
void check_destinations(FileThreads& threads, const std::vector<core::Destination>& destinations,
                        std::function<void(const core::CheckAnswers&)> done);

}  // namespace transferd::worker
