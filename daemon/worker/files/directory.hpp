// SPDX-License-Identifier: MIT
// The directory that a file goes to, held by descriptor: every later call is relative to it, so
// that nobody can put another one in its path.
#pragma once

#include "core/file_entry.hpp"
#include "loop/unique_fd.hpp"
#include "worker/files/file_failure.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <variant>

#include <sys/stat.h>

namespace transferd::worker {

struct Directory {
    loop::UniqueFd fd;
    core::FileIdentity identity;
    std::string path;
    /// Its number until the next mount; `identity` has what outlives that.
    dev_t device{};
    /// One syncfs of it says of every byte what an fdatasync of its file would have said.
    bool syncs_whole{};
    std::chrono::steady_clock::time_point opened = std::chrono::steady_clock::now();

    /// The path of `name` in it, for messages only.
    [[nodiscard]] std::string path_of(const std::string& name) const;
    /// Of a file in it.
    [[nodiscard]] core::FileIdentity identity_of(const struct stat& status) const;
};

/// Shared, because a thread in a call that hangs outlives whoever asked for the call.
using DirectoryRef = std::shared_ptr<const Directory>;

/// Blocks. `path` is absolute; symbolic links are followed, the magic ones of /proc are refused.
/// It must be readable: what cannot be opened for reading cannot be made durable.
std::variant<DirectoryRef, core::Failure> open_directory(const std::string& path);

/// Blocks. As open_directory; where the destination knows its directory's identity, another one in
/// its place is destination-unavailable.
std::variant<DirectoryRef, core::Failure> open_directory_of(const core::Destination& destination);

/// validation-failed where `name` would lead out of the directory or names it.
Outcome check_plain(const std::string& name);

/// What has a name in a directory, links not followed.
struct Look {
    /// errno; ENOENT: nothing. Then `status` means nothing.
    int error{};
    struct stat status {};
    core::FileIdentity identity{};

    [[nodiscard]] bool is_regular() const { return S_ISREG(status.st_mode); }
};
Look look_at(const Directory& directory, const std::string& name);

/// A regular file that has no second name. Enough for the file that is known by its identity: some
/// file systems tell another owner than who made it.
bool is_sole_file(const struct stat& status);

/// A sole file of this user's.
bool is_own_file(const struct stat& status);

/// "a directory", "a FIFO", ...: what is in the way, for messages.
std::string kind_of(const struct stat& status);

}  // namespace transferd::worker
