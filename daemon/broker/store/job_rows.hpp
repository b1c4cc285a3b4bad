// SPDX-License-Identifier: MIT
// Jobs and their settings as rows.
#pragma once

#include "broker/store/database.hpp"
#include "core/job.hpp"

#include <string>

namespace transferd::broker {

/// Writes the job's row, and its settings where they changed. Its files are not touched.
void write_job(Database& database, const core::Job& job);

/// The query that read_job takes the rows of: every job that is not final, oldest first;
/// its parameter is the id of the only one, or NULL.
const std::string& select_jobs();

/// The id in a row of select_jobs, whatever else is in it.
core::JobId read_job_id(const Row& row);

/// The job of a row of select_jobs, with default settings. Throws StoredError.
core::Job read_job(const Row& row);

/// The settings of the job of a row of select_jobs. A text that is not a setting's value leaves
/// that setting at its default. Throws StoredError where one is missing.
core::Settings read_settings(Database& database, const Row& row);

/// The sealed secrets of the job of a row of select_jobs. Throws StoredError where one is missing.
core::SealedSecrets read_secrets(Database& database, const Row& row);

}  // namespace transferd::broker
