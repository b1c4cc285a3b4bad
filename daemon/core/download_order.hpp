// SPDX-License-Identifier: MIT
// What a worker is told about a file of a job.
#pragma once

#include "core/file_entry.hpp"
#include "core/job.hpp"
#include "core/policy.hpp"
#include "core/transfers.hpp"

namespace transferd::core {

/// The order without the job's secrets.
DownloadOrder download_order(const Job& job, const FileEntry& file, const Policy& policy);

/// Those that the server that is asked may see: all, or where its URL is not the owner's word or a
/// mirror's, those for the proxy.
HttpSecrets secrets_for(const FileEntry& file, const HttpSecrets& secrets);

}  // namespace transferd::core
