// SPDX-License-Identifier: MIT
// The same done to many files, in parallel, and one sync for each directory.
#pragma once

#include "core/transfers.hpp"
#include "worker/files/file_threads.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace transferd::worker {

struct BatchFile {
    core::FileRef file;
    core::Destination destination;
};

/// Blocks; runs on several threads at once and owns what it uses. `index` is the file's place in
/// the batch.
using FileCall = std::function<Outcome(const Directory&, std::size_t index)>;

/// Opens each directory once, makes `call` for each of its files, syncs the directory. `done` comes
/// once, from FileThreads::deliver(), with an answer for each file in the batch's order. A
/// directory that hangs holds at most eight threads, and only one where it hangs from the start.
void run_batch(FileThreads& threads, std::vector<BatchFile> files, FileCall call,
               std::function<void(const core::FileAnswers&)> done);

}  // namespace transferd::worker
