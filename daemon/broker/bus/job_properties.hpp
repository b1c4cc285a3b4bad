// SPDX-License-Identifier: MIT
// A job as the bus shows it: what everybody may read, and what methods answer to its owner.
#pragma once

#include "broker/bus/dictionary.hpp"
#include "core/file_entry.hpp"
#include "core/job.hpp"
#include "core/job_store.hpp"
#include "core/policy.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace transferd::broker {

/// The properties of the Job interface. Everybody on the bus can read them: nothing private.
struct JobProperties {
    std::uint64_t id{};
    std::string type;
    std::uint32_t owner{};
    std::string state;
    std::string state_reason;
    std::string priority;
    std::uint64_t created_usec{};
    std::uint64_t modified_usec{};
    std::uint64_t transferred_usec{};
    std::uint64_t next_retry_usec{};
    std::uint64_t expires_usec{};
    std::uint64_t bytes_total{};
    std::uint64_t bytes_transferred{};
    std::uint32_t files_total{};
    std::uint32_t files_transferred{};
    std::uint64_t bytes_per_second{};
    std::uint64_t reply_bytes_total{};
    std::uint64_t reply_bytes_transferred{};
    std::string error_code;
    std::uint32_t error_count{};
};

JobProperties properties_of(const core::Job& job, const core::Policy& policy);

/// The names of those that differ and whose changes are signalled.
std::vector<std::string> changed_names(const JobProperties& before, const JobProperties& now);

/// Every property, by name.
BusDictionary to_bus(const JobProperties& properties);

std::string job_path(core::JobId id);

/// An entry of ListFiles; `bytes`: what is there of the file.
BusDictionary file_to_bus(core::JobId job, const core::FileEntry& file, std::uint64_t bytes);
/// GetError's answer. The job has an error.
BusDictionary error_to_bus(const core::Job& job, const std::vector<core::FileEntry>& files);
/// An entry of ListHistory.
BusDictionary history_to_bus(const core::HistoryEntry& entry);

}  // namespace transferd::broker
