// SPDX-License-Identifier: MIT
#include "core/totals.hpp"

#include "core/job_secrets.hpp"

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

std::uint64_t stored_bytes_of(const Job& job) {
    std::uint64_t bytes = job.owner_name.size() + stored_bytes(job.secrets);
    for (const auto& [key, text] : to_saved(job.settings)) bytes += key.size() + text.size();
    return bytes;
}

std::uint64_t stored_bytes_of(std::span<const FileEntry> files) {
    std::uint64_t bytes = 0;
    for (const auto& file : files) bytes += stored_bytes_of(file);
    return bytes;
}

}  // namespace transferd::core
