// SPDX-License-Identifier: MIT
#include "core/limits.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <string>

namespace transferd::core {

namespace {

std::string way_out(const Backlog& backlog) {
    if (!backlog.oldest) return "none of them waits for Complete, so wait or cancel some";
    return std::to_string(backlog.jobs) + " of them " + (backlog.jobs == 1 ? "waits" : "wait") +
           " for Complete, the oldest is job " + std::to_string(backlog.oldest->value);
}

}  // namespace

void check_new_job(Uid owner, const Usage& usage, const Backlog& backlog, const Policy& policy) {
    if (exempt(owner)) return;
    if (usage.jobs_of_user >= policy.max_jobs_per_user)
        throw Error{ErrorCode::too_many_jobs_per_user,
                    "You have " + std::to_string(usage.jobs_of_user) +
                        " jobs, the most that MaxJobsPerUser allows; " + way_out(backlog),
                    Permission::exceed_quota};
    if (usage.jobs_on_machine >= policy.max_jobs_per_machine)
        throw Error{ErrorCode::too_many_jobs_per_machine,
                    "There are " + std::to_string(usage.jobs_on_machine) +
                        " jobs on this machine, the most that MaxJobsPerMachine allows",
                    Permission::exceed_quota};
}

void check_new_files(Uid owner, std::uint32_t present, std::size_t more, const Policy& policy) {
    if (exempt(owner) || present + more <= policy.max_files_per_job) return;
    throw Error{ErrorCode::too_many_files,
                "The job would have " + std::to_string(present + more) +
                    " files; MaxFilesPerJob allows " + std::to_string(policy.max_files_per_job),
                Permission::exceed_quota};
}

void check_ranges(Uid owner, std::size_t ranges, const Policy& policy) {
    const auto most = exempt(owner)
                          ? most_ranges
                          : std::min<std::size_t>(policy.max_ranges_per_file, most_ranges);
    if (ranges <= most) return;
    throw Error{ErrorCode::too_many_ranges, "The file has " + std::to_string(ranges) + " ranges; " +
                                                std::to_string(most) +
                                                " are allowed (MaxRangesPerFile)"};
}

}  // namespace transferd::core
