// SPDX-License-Identifier: MIT
#include "core/adding.hpp"

#include "core/error.hpp"
#include "core/refusal.hpp"

#include <set>
#include <utility>

namespace transferd::core {

std::vector<CheckItem> check_items(const std::vector<FileEntry>& entries, const Policy& policy) {
    std::vector<CheckItem> items;
    items.reserve(entries.size());
    for (const auto& entry : entries) {
        items.push_back({entry.url, policy.allowed_schemes, entry.destination});
        for (const auto& mirror : entry.mirrors)
            items.push_back({mirror, policy.allowed_schemes, entry.destination});
    }
    return items;
}

Outcome<std::vector<FileEntry>> with_answers(std::vector<FileEntry> entries,
                                             const CheckAnswers& answers) {
    std::size_t next = 0;
    for (auto& entry : entries) {
        for (std::size_t url = 0; url <= entry.mirrors.size(); ++url) {
            const auto& answer = answers.at(next++);
            if (!answer.url_error.empty()) return Error{ErrorCode::invalid_url, answer.url_error};
            if (answer.failure)
                return Error{refusal_code(*answer.failure, ErrorCode::invalid_path),
                             answer.failure->message};
            entry.destination.directory_id = answer.directory;
        }
    }
    return entries;
}

void refuse_held_destinations(const Ledger& ledger, Uid owner,
                              const std::vector<FileEntry>& entries) {
    std::set<std::pair<FileIdentity, std::string>> own;
    for (const auto& entry : entries) {
        const auto& destination = entry.destination;
        if (const auto job = ledger.holder(owner, destination))
            throw Error{ErrorCode::destination_exists, "The path " + quoted(destination.path()) +
                                                           " is already a file of job " +
                                                           std::to_string(job->value)};
        if (!own.emplace(destination.directory_id, destination.name).second)
            throw Error{ErrorCode::destination_exists,
                        "The path " + quoted(destination.path()) + " is given twice"};
    }
}

void count_files(Job& job, const std::vector<FileEntry>& entries) {
    const auto count = static_cast<std::uint32_t>(entries.size());
    job.files_total += count;
    job.files_unsized += count;
}

}  // namespace transferd::core
