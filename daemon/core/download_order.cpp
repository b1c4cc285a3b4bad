// SPDX-License-Identifier: MIT
#include "core/download_order.hpp"

namespace transferd::core {

DownloadOrder download_order(const Job& job, const FileEntry& file, const Policy& policy) {
    return {.file = {job.id, file.index},
            .url = file.url,
            .destination = file.destination,
            .part = file.part,
            .offset = file.durable.bytes(),
            .size = file.size,
            .validator = file.validator,
            .digest_state = file.durable.digest_state,
            .digest = file.digest,
            .expected_size = file.expected_size,
            .allowed_schemes = policy.allowed_schemes,
            .max_connections_per_host = policy.max_connections_per_host,
            .connect_timeout = std::chrono::ceil<milliseconds>(policy.connect_timeout),
            .stall_timeout = std::chrono::ceil<milliseconds>(policy.stall_timeout),
            .http = job.settings.http};
}

}  // namespace transferd::core
