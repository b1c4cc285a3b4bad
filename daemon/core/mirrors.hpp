// SPDX-License-Identifier: MIT
// The file option Mirrors: which of a file's URLs is asked, and when it is the next one's turn.
#pragma once

#include "core/failure.hpp"
#include "core/file_entry.hpp"

#include <string>
#include <string_view>

namespace transferd::core {

/// The URL that is asked.
const std::string& source_url(const FileEntry& file);
void change_source_url(FileEntry& file, std::string url);

/// Scheme, host and port as they are written. Two ways to write the same count as two servers.
std::string_view written_origin(std::string_view url);

/// Whether another server may do better: it is not this machine's or the job's own fault.
bool blames_source(const Failure& failure);

/// `file` with its next URL, the first one after the last. What is on disk stays for as long as the
/// next server has the same version of it, or where a digest will tell whether the rest belongs to
/// it.
FileEntry at_next_source(FileEntry file);

}  // namespace transferd::core
