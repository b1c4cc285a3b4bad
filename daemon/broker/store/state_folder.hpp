// SPDX-License-Identifier: MIT
// The directory that the database is in: its lock and its sync.
#pragma once

#include "loop/unique_fd.hpp"

#include <string>

namespace transferd::broker {

/// The directory of a path, "." where the path has none.
std::string folder_of(const std::string& path);

/// Makes names in the directory of `path` durable. Throws std::system_error.
void sync_folder_of(const std::string& path);

/// Keeps other brokers from opening the database while its files are looked at and replaced. Where
/// the file system has no such lock it does nothing.
class FolderLock {
  public:
    /// Throws std::runtime_error where another broker has it.
    explicit FolderLock(const std::string& database);

  private:
    loop::UniqueFd folder_;
};

}  // namespace transferd::broker
