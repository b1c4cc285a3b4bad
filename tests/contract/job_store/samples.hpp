// SPDX-License-Identifier: MIT
// Jobs in which every field has a value of its own, so that a lost column shows.
#pragma once

#include "core/job_store.hpp"

#include <string>

namespace transferd::test {

core::Job full_job(core::JobId id);
core::FileEntry full_file(core::FileIndex index);
core::HistoryEntry full_entry(core::JobId id);

/// The smallest job there is, of no file.
core::Job plain_job(core::JobId id);
core::FileEntry plain_file(core::FileIndex index);

core::WallTime at(std::int64_t seconds);

}  // namespace transferd::test
