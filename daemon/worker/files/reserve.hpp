// SPDX-License-Identifier: MIT
// Space on disk before the first byte, so that a full disk shows before the work and not after it.
#pragma once

#include "loop/unique_fd.hpp"
#include "worker/files/file_failure.hpp"

#include <cstdint>
#include <string>

namespace transferd::worker {

/// Of a small file its own writing says soon enough whether there is room.
bool worth_reserving(std::uint64_t size);

/// Blocks. Keeps the file's size. Where the file system cannot reserve, that it has the space now
/// is all that can be said. disk-full names the bytes that are missing.
Outcome reserve(const loop::UniqueFd& file, std::uint64_t size, const std::string& path);

}  // namespace transferd::worker
