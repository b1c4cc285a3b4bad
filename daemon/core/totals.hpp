// SPDX-License-Identifier: MIT
// The sums over its files that a job shows.
#pragma once

#include "core/file_entry.hpp"
#include "core/job.hpp"

#include <span>

namespace transferd::core {

/// `job` with the totals of `files`, counting of a file under way what is durable.
Job counted(Job job, std::span<const FileEntry> files);

}  // namespace transferd::core
