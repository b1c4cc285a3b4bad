// SPDX-License-Identifier: MIT
// The nine states of a job and what the client's verbs do to them.
// Source: bits.md 1.3 and 1.4 with the decisions of settings.md; tests/unit/core holds the tables.
#pragma once

#include "core/words.hpp"

#include <array>
#include <optional>

namespace transferd::core {

enum class JobType { download, upload, upload_reply };
enum class JobState {
    queued,
    connecting,
    transferring,
    suspended,
    error,
    transient_error,
    transferred,
    acknowledged,
    cancelled,
};
enum class StateReason {
    none,
    waiting_turn,
    retry_delay,
    offline,
    captive_portal,
    metered,
    outside_hours,
    rate_limited,
    disk_full,
    destination_unavailable,
    owner_not_present,
    on_battery,
    worker_unavailable,
    completing,
    cancelling,
    policy,
};
enum class Priority { foreground, high, normal, low };
enum class Verb { resume, suspend, complete, cancel };

template <>
inline constexpr std::array words_of<JobType> = {
    WordPair<JobType>{JobType::download, "download"},
    WordPair<JobType>{JobType::upload, "upload"},
    WordPair<JobType>{JobType::upload_reply, "upload-reply"},
};
template <>
inline constexpr std::array words_of<JobState> = {
    WordPair<JobState>{JobState::queued, "queued"},
    WordPair<JobState>{JobState::connecting, "connecting"},
    WordPair<JobState>{JobState::transferring, "transferring"},
    WordPair<JobState>{JobState::suspended, "suspended"},
    WordPair<JobState>{JobState::error, "error"},
    WordPair<JobState>{JobState::transient_error, "transient-error"},
    WordPair<JobState>{JobState::transferred, "transferred"},
    WordPair<JobState>{JobState::acknowledged, "acknowledged"},
    WordPair<JobState>{JobState::cancelled, "cancelled"},
};
template <>
inline constexpr std::array words_of<StateReason> = {
    WordPair<StateReason>{StateReason::none, "none"},
    WordPair<StateReason>{StateReason::waiting_turn, "waiting-turn"},
    WordPair<StateReason>{StateReason::retry_delay, "retry-delay"},
    WordPair<StateReason>{StateReason::offline, "offline"},
    WordPair<StateReason>{StateReason::captive_portal, "captive-portal"},
    WordPair<StateReason>{StateReason::metered, "metered"},
    WordPair<StateReason>{StateReason::outside_hours, "outside-hours"},
    WordPair<StateReason>{StateReason::rate_limited, "rate-limited"},
    WordPair<StateReason>{StateReason::disk_full, "disk-full"},
    WordPair<StateReason>{StateReason::destination_unavailable, "destination-unavailable"},
    WordPair<StateReason>{StateReason::owner_not_present, "owner-not-present"},
    WordPair<StateReason>{StateReason::on_battery, "on-battery"},
    WordPair<StateReason>{StateReason::worker_unavailable, "worker-unavailable"},
    WordPair<StateReason>{StateReason::completing, "completing"},
    WordPair<StateReason>{StateReason::cancelling, "cancelling"},
    WordPair<StateReason>{StateReason::policy, "policy"},
};
template <>
inline constexpr std::array words_of<Priority> = {
    WordPair<Priority>{Priority::foreground, "foreground"},
    WordPair<Priority>{Priority::high, "high"},
    WordPair<Priority>{Priority::normal, "normal"},
    WordPair<Priority>{Priority::low, "low"},
};
template <>
inline constexpr std::array words_of<Verb> = {
    WordPair<Verb>{Verb::resume, "Resume"},
    WordPair<Verb>{Verb::suspend, "Suspend"},
    WordPair<Verb>{Verb::complete, "Complete"},
    WordPair<Verb>{Verb::cancel, "Cancel"},
};

constexpr bool is_final(JobState state) {
    return state == JobState::acknowledged || state == JobState::cancelled;
}

/// A connection is open or being opened for it.
constexpr bool is_active(JobState state) {
    return state == JobState::connecting || state == JobState::transferring;
}

/// The state a verb leads to, with work left to transfer; none: InvalidState.
constexpr std::optional<JobState> after(JobState state, Verb verb, JobType type) {
    using enum JobState;
    if (is_final(state)) return std::nullopt;
    switch (verb) {
        case Verb::resume:
            return is_active(state) ? state : queued;
        case Verb::suspend:
            return state == error || state == transferred ? state : suspended;
        case Verb::complete:
            if (type == JobType::download || state == transferred) return acknowledged;
            return std::nullopt;
        case Verb::cancel:
            return cancelled;
    }
    return std::nullopt;
}

static_assert(after(JobState::suspended, Verb::resume, JobType::download) == JobState::queued);
static_assert(after(JobState::error, Verb::suspend, JobType::download) == JobState::error);
static_assert(!after(JobState::queued, Verb::complete, JobType::upload));

}  // namespace transferd::core
