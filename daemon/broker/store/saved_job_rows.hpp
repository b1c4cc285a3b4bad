// SPDX-License-Identifier: MIT
// A job with all that belongs to it, read from its rows.
#pragma once

#include "broker/store/database.hpp"
#include "core/job_store.hpp"

namespace transferd::broker {

/// Of a row of select_jobs. Throws StoredError where something is missing or makes no sense.
core::SavedJob read_saved_job(Database& database, const Row& row);

}  // namespace transferd::broker
