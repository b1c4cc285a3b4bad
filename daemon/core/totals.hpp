// SPDX-License-Identifier: MIT
// The sums over its files that a job shows.
#pragma once

#include "core/file_entry.hpp"
#include "core/job.hpp"

#include <span>

namespace transferd::core {

/// `job` with the totals of `files`, counting of a file under way what is durable.
Job counted(Job job, std::span<const FileEntry> files);

/// What a job, without its files, and what files count in their owner's 16 MiB.
std::uint64_t stored_bytes_of(const Job& job);
std::uint64_t stored_bytes_of(std::span<const FileEntry> files);

}  // namespace transferd::core
