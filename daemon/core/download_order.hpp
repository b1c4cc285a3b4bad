// SPDX-License-Identifier: MIT
// What a worker is told about a file of a job.
#pragma once

#include "core/file_entry.hpp"
#include "core/job.hpp"
#include "core/policy.hpp"
#include "core/transfers.hpp"

namespace transferd::core {

DownloadOrder download_order(const Job& job, const FileEntry& file, const Policy& policy);

}  // namespace transferd::core
