// SPDX-License-Identifier: MIT
// Finds or makes the part file beside the destination, alone in writing it.
#pragma once

#include "core/file_entry.hpp"
#include "worker/files/directory.hpp"
#include "worker/files/thread_rank.hpp"

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include <sys/types.h>

namespace transferd::worker {

/// Its owner's alone, until it is published.
inline constexpr mode_t part_mode = 0600;

/// Which part file, and what is known of it.
struct PartSpec {
    core::FileRef file;
    core::Destination destination;
    /// Unknown: none was made that anybody remembers.
    core::FileIdentity part{};
    /// Bytes from the start that are durable.
    std::uint64_t offset{};
    /// Of those bytes, as worker/digest saved it.
    std::string digest_state{};
    /// What the whole file must have; none: nothing is hashed.
    std::optional<core::Digest> digest{};
    /// Of the calls that write it.
    Rank rank = Rank::usual;
};

struct OpenedPart {
    DirectoryRef directory;
    loop::UniqueFd file;
    core::FileIdentity identity;
    /// 0 where the known part was not there, or shorter than it must be.
    std::uint64_t offset{};
};

/// Blocks: also until a worker that lost its broker stops writing the same part (its lock ends with
/// it). The known inode is cut to the offset; another file of this user's under the part file's
/// name is an orphan and made anew; anything else there is local-file-changed, untouched.
/// Once `abandoned` is set no file is touched but one that was made here, which is taken back; the
/// answer is then a failure for nobody.
std::variant<OpenedPart, core::Failure> open_part(const PartSpec& spec,
                                                  const std::atomic<bool>& abandoned);

/// Blocks. A new inode in the place of `spec.part`, which the caller has open and locked: what was
/// saved about the old bytes then vouches for nothing, also after a crash. The old one must stay
/// open until this has returned, or the new one could get its number.
std::variant<OpenedPart, core::Failure> replace_part(const PartSpec& spec,
                                                     const DirectoryRef& directory,
                                                     const std::atomic<bool>& abandoned);

/// Blocks. Removes `spec.part`, which the caller has open and locked.
void take_back_part(const PartSpec& spec, const Directory& directory);

/// Of a file whose transfer no longer waits for it.
core::Failure given_up(const std::string& path);

}  // namespace transferd::worker
