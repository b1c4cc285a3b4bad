// SPDX-License-Identifier: MIT
#include "broker/store/saved_job_rows.hpp"

#include "broker/store/file_rows.hpp"
#include "broker/store/job_rows.hpp"
#include "broker/store/stored.hpp"

#include <string>

namespace transferd::broker {

namespace {

std::vector<core::FileEntry> read_files(Database& database, core::JobId job) {
    std::vector<core::FileEntry> files;
    database.each(
        select_files(),
        [&](const Row& row) {
            files.push_back(read_file(row));
            if (files.back().index.value != files.size() - 1)
                throw StoredError{"file " + std::to_string(files.size() - 1) + " is missing"};
        },
        job.value);
    return files;
}

}  // namespace

core::SavedJob read_saved_job(Database& database, const Row& row) {
    core::SavedJob saved{.job = read_job(row), .files = {}};
    saved.job.settings = read_settings(database, row);
    saved.job.secrets = read_secrets(database, row);
    saved.files = read_files(database, saved.job.id);
    return saved;
}

}  // namespace transferd::broker
