// SPDX-License-Identifier: MIT
// What a job does and why it does not, in words.
#pragma once

#include "client/record.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace transferd::client {

/// "waiting for a network" for "offline"; the word itself where it has none; "" for "none".
std::string reason_in_words(std::string_view reason);

/// The state, and in brackets why the job does not move: "queued (waiting for a network)".
std::string state_in_words(const Record& job);

/// Whole percent that are transferred; nothing while the size is unknown. 100 only at the end.
std::optional<unsigned> percent_of(const Record& job);

/// "12.3 MiB of 29.0 MiB", or "12.3 MiB" while the size is unknown.
std::string amount_of(const Record& job);

/// ", 3.1 MiB/s, 12 s left" while bytes move, as much of it as can be said; else "".
std::string pace_of(const Record& job);

/// A line of the policy as people read it: times, rates and counts by the key's name.
std::string policy_value(std::string_view key, const Record& value);

/// The account's name, or its number where it has none.
std::string owner_name(std::uint64_t uid);

}  // namespace transferd::client
