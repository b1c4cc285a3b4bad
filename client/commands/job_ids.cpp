// SPDX-License-Identifier: MIT
#include "client/commands/job_ids.hpp"

#include "client/client_error.hpp"
#include "client/printing.hpp"

#include <algorithm>
#include <limits>

#include <CLI/Validators.hpp>
#include <fmt/format.h>

namespace transferd::client {

void add_job_ids(CLI::App& verb, Numbers& numbers) {
    verb.add_option("ID", numbers, "Numbers of jobs, as `list` shows them")
        ->required()
        ->check([](const std::string& text) {
            const bool digits = !text.empty() && std::ranges::all_of(text, [](char character) {
                return character >= '0' && character <= '9';
            });
            return digits ? std::string{} : "'" + text + "' is not the number of a job";
        });
}

std::vector<JobId> job_ids(const Numbers& numbers) {
    std::vector<JobId> ids;
    for (const std::uint64_t number : numbers) {
        if (std::ranges::find(ids, JobId{number}) == ids.end()) {
            ids.push_back(JobId{number});
        }
    }
    return ids;
}

ExitCode for_each_job(const Numbers& numbers, const std::function<void(JobId)>& act) {
    ExitCode first = ExitCode::success;
    for (const JobId id : job_ids(numbers)) {
        try {
            act(id);
        } catch (const ClientError& error) {
            if (error.code() == ExitCode::unreachable) {
                throw;
            }
            complain(fmt::format("job {}: {}", id.value, error.what()), hint_for(error.code()));
            first = first == ExitCode::success ? error.code() : first;
        }
    }
    return first;
}

}  // namespace transferd::client
