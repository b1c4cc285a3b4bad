// SPDX-License-Identifier: MIT
#include "core/adding.hpp"

#include "core/error.hpp"
#include "core/refusal.hpp"

#include <set>
#include <utility>

namespace transferd::core {

Outcome<std::vector<FileEntry>> with_answers(std::vector<FileEntry> entries,
                                             const CheckAnswers& answers) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto& answer = answers.at(i);
        if (!answer.url_error.empty()) return Error{ErrorCode::invalid_url, answer.url_error};
        if (answer.failure)
            return Error{refusal_code(*answer.failure, ErrorCode::invalid_path),
                         answer.failure->message};
        entries[i].destination.directory_id = answer.directory;
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
