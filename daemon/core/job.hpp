// SPDX-License-Identifier: MIT
// A job without its files: what a row of the jobs table holds and what the properties show.
#pragma once

#include "core/failure.hpp"
#include "core/ids.hpp"
#include "core/job_state.hpp"
#include "core/settings.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace transferd::core {

/// An operation that was promised and must be finished, also after a crash.
enum class Pending { none, completing, cancelling, expiring, handing_over };
enum class JobResult { acknowledged, cancelled, expired };

template <>
inline constexpr std::array words_of<Pending> = {
    WordPair<Pending>{Pending::none, "none"},
    WordPair<Pending>{Pending::completing, "completing"},
    WordPair<Pending>{Pending::cancelling, "cancelling"},
    WordPair<Pending>{Pending::expiring, "expiring"},
    WordPair<Pending>{Pending::handing_over, "handing-over"},
};
template <>
inline constexpr std::array words_of<JobResult> = {
    WordPair<JobResult>{JobResult::acknowledged, "acknowledged"},
    WordPair<JobResult>{JobResult::cancelled, "cancelled"},
    WordPair<JobResult>{JobResult::expired, "expired"},
};

/// A user, and the account's name at that time: a uid can be given to another user.
struct Account {
    Uid uid;
    std::string name;
    bool operator==(const Account&) const = default;
};

/// What the machine says of a job's owner.
enum class Standing {
    here,
    /// The account may not be used now.
    locked,
    gone,
    /// Its uid is another account's: nothing may run as that one, or be shown to it.
    replaced,
};

/// Name and sealed text of each; see job_secrets.hpp.
using SealedSecrets = std::map<std::string, std::string>;

struct Job {
    JobId id;
    Uid owner;
    std::string owner_name;
    /// Since when the account is gone.
    std::optional<WallTime> owner_gone{};
    /// A fact of this process, as a connection is.
    Standing standing = Standing::here;
    /// Of a job that is being handed over.
    std::optional<Account> new_owner{};
    JobType type{};
    Settings settings{};
    SealedSecrets secrets{};

    /// Connecting and transferring are facts of this process: they are saved as queued.
    JobState state = JobState::suspended;
    StateReason reason = StateReason::none;
    Pending pending = Pending::none;
    /// Resume was called at least once, so files of the job may be on disk.
    bool resumed{};

    WallTime created{};
    WallTime modified{};
    /// Restarts the inactivity clock: bytes moved, or a call that changed the job.
    WallTime last_activity{};
    std::optional<WallTime> transferred{};
    std::optional<WallTime> next_retry{};
    /// Its turn among jobs of its priority: lower goes first.
    std::uint64_t turn{};

    std::optional<Failure> error{};
    std::optional<WallTime> error_time{};
    std::uint32_t error_count{};
    /// Attempts lost with progress since the last one, or with the worker: queued again at once.
    std::uint32_t free_retries{};
    /// The first transient error since the last byte.
    std::optional<WallTime> no_progress_since{};
    /// Connecting and transferring, summed since the last Resume.
    microseconds active_time{};

    std::uint32_t files_total{};
    std::uint32_t files_transferred{};
    /// Files whose size is not known yet.
    std::uint32_t files_unsized{};
    /// Of the files whose size is known.
    std::uint64_t bytes_total{};
    std::uint64_t bytes_transferred{};
    std::uint64_t bytes_per_second{};
    /// Of the job's whole life, as Complete answers.
    std::uint32_t published{};
    std::uint32_t discarded{};

    bool operator==(const Job&) const = default;
};

}  // namespace transferd::core
