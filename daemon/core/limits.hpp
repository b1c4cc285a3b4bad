// SPDX-License-Identifier: MIT
// How much one user may have, and the fixed limits of the contract.
#pragma once

#include "core/ids.hpp"
#include "core/policy.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace transferd::core {

inline constexpr std::size_t longest_url = 8000;
/// Of an address that a server redirects to.
inline constexpr std::size_t longest_redirect = 16UL * 1024;
inline constexpr std::size_t longest_path = 4095;
inline constexpr std::size_t longest_file_name = 255;
/// Of the strings stored for one uid, all jobs together.
inline constexpr std::uint64_t most_stored_bytes = 16ULL * 1024 * 1024;
/// Beyond that no response headers are kept: the rest is for what the owner wants stored.
inline constexpr std::uint64_t most_stored_with_headers = most_stored_bytes / 2;
inline constexpr std::size_t most_mirrors = 64;
/// What one message to a worker holds, whoever is exempt from MaxRangesPerFile.
inline constexpr std::size_t most_ranges = 1000;
inline constexpr std::uint32_t most_pending_calls = 64;
/// Of those, calls that wait for somebody to authorise them.
inline constexpr std::int64_t most_open_questions = 8;
inline constexpr std::uint32_t most_restarts = 5;
inline constexpr std::uint32_t most_free_retries = 3;
/// Of one large file at once, for a foreground job.
inline constexpr std::uint32_t most_parallel_ranges = 4;
/// Calls that need a worker answer within this time.
inline constexpr seconds longest_answer{20};
/// Until what could not be saved is tried again.
inline constexpr seconds pause_after_failed_save{10};

/// Root and system accounts are exempt from the policy's quotas.
constexpr bool exempt(Uid uid) {
    return uid.value < 1000;
}

/// The rules that come with transferd let the system service work for these users; for another one
/// it takes a rule of the administrator's.
constexpr bool ordinary(Uid uid) {
    constexpr std::uint32_t first_person = 1000;
    constexpr std::uint32_t last_person = 60513;
    constexpr std::uint32_t first_beyond_16_bits = 65536;
    constexpr std::uint32_t nobody_at_all = 0xffffffff;
    return (uid.value >= first_person && uid.value <= last_person) ||
           (uid.value >= first_beyond_16_bits && uid.value != nobody_at_all);
}

struct Usage {
    std::uint32_t jobs_of_user{};
    std::uint32_t jobs_on_machine{};
};

/// A user's jobs that wait for Complete.
struct Backlog {
    std::uint32_t jobs{};
    std::optional<JobId> oldest{};
};

/// `backlog`: of an owner who has as many jobs as MaxJobsPerUser allows. Throws TooManyJobsPerUser
/// or TooManyJobsPerMachine where one more job would be too many.
void check_new_job(Uid owner, const Usage& usage, const Backlog& backlog, const Policy& policy);

/// Throws TooManyFiles where `more` files would be too many.
void check_new_files(Uid owner, std::uint32_t present, std::size_t more, const Policy& policy);

/// Throws TooManyRanges where a file has more ranges than it may have.
void check_ranges(Uid owner, std::size_t ranges, const Policy& policy);

}  // namespace transferd::core
