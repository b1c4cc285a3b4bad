// SPDX-License-Identifier: MIT
// Takes part files away: nothing of a cancelled transfer stays.
#pragma once

#include "core/transfers.hpp"
#include "worker/files/file_threads.hpp"

#include <functional>
#include <vector>

namespace transferd::worker {

/// Unlinks each part file by its identity, or, where that is unknown, whatever regular file of this
/// user's has its name; somebody else's file under that name stays. Gone already is success. A
/// directory that is gone or another one: destination-unavailable, the file is a leftover. `done`
/// comes once, from FileThreads::deliver(), answers in the items' order.
void discard(FileThreads& threads, const std::vector<core::DiscardItem>& items,
             std::function<void(const core::FileAnswers&)> done);

}  // namespace transferd::worker
