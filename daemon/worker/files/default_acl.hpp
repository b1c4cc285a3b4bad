// SPDX-License-Identifier: MIT
// What a directory's default ACL makes of a new file's mode.
#pragma once

#include "worker/files/directory.hpp"

#include <optional>

namespace transferd::worker {

/// Blocks. The mode that `file`, made with mode 0600 in `directory`, must be given to have the
/// permissions of a file made there with 0666; none where the directory has no default ACL.
std::optional<mode_t> mode_by_default_acl(const Directory& directory, const loop::UniqueFd& file);

}  // namespace transferd::worker
