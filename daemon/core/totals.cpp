// SPDX-License-Identifier: MIT
#include "core/totals.hpp"

namespace transferd::core {

Job counted(Job job, std::span<const FileEntry> files) {
    job.files_total = static_cast<std::uint32_t>(files.size());
    job.files_transferred = job.files_unsized = 0;
    job.bytes_total = job.bytes_transferred = 0;
    for (const auto& file : files) {
        if (file.discarded) continue;
        if (file.transferred) ++job.files_transferred;
        if (!file.size) ++job.files_unsized;
        job.bytes_total += file.size.value_or(0);
        job.bytes_transferred += file.transferred ? file.size.value_or(0) : file.durable.bytes();
    }
    return job;
}

}  // namespace transferd::core
