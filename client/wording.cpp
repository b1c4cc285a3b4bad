// SPDX-License-Identifier: MIT
#include "client/wording.hpp"

#include "client/human.hpp"
#include "client/text.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <pwd.h>

namespace transferd::client {
namespace {

using Word = std::pair<std::string_view, std::string_view>;

constexpr std::array reasons{
    Word{"none", ""},
    Word{"waiting-turn", "waiting for its turn"},
    Word{"retry-delay", "waiting to try again"},
    Word{"offline", "waiting for a network"},
    Word{"captive-portal", "the network asks for a log-in page"},
    Word{"metered", "the network is metered"},
    Word{"outside-hours", "outside the hours of the policy"},
    Word{"rate-limited", "the server asked to wait"},
    Word{"disk-full", "the disk is full"},
    Word{"destination-unavailable", "the destination is not reachable"},
    Word{"owner-not-present", "waiting for its owner to log in"},
    Word{"on-battery", "waiting for mains power"},
    Word{"worker-unavailable", "the worker cannot start"},
    Word{"completing", "publishing its files"},
    Word{"cancelling", "removing its files"},
    Word{"policy", "held by the policy"},
};

constexpr std::array time_keys{
    "JobInactivityTimeout", "MaximumTransferTime", "TimeSlice", "IdleExit",
    "ConnectTimeout",       "StallTimeout"};

// "Schedule NAME.RateLimitHigh" -> "RateLimitHigh"
std::string_view plain_key(std::string_view key) {
    const auto dot = key.rfind('.');
    return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

// As in the files of the policy.
std::string time_value(std::uint64_t usec) {
    constexpr std::uint64_t infinity = 365'000ULL * 86400 * 1'000'000;
    if (usec >= infinity) {
        return "infinity";
    }
    return usec < 1'000'000 ? fmt::format("{} ms", usec / 1000)
                            : human_duration(std::chrono::seconds{usec / 1'000'000});
}

std::string rate_limit(std::string_view key, std::uint64_t rate) {
    if (rate != 0) {
        return human_size(rate) + "/s";
    }
    // In a schedule 0 stops background jobs; the general limit 0 is none.
    return key.starts_with("Schedule ") ? "stopped" : "none";
}

}  // namespace

std::string reason_in_words(std::string_view reason) {
    for (const auto& [word, words] : reasons) {
        if (word == reason) {
            return std::string{words};
        }
    }
    return printable(reason);
}

std::string state_in_words(const Record& job) {
    const std::string reason = reason_in_words(text_of(job, "StateReason"));
    const std::string state = text_of(job, "State");
    return reason.empty() ? state : fmt::format("{} ({})", state, reason);
}

std::optional<unsigned> percent_of(const Record& job) {
    const auto total = number_of(job, "BytesTotal");
    const std::uint64_t done = number_of(job, "BytesTransferred").value_or(0);
    if (!total || *total == 0) {
        return std::nullopt;
    }
    if (done >= *total) {
        return 100U;
    }
    const double share = static_cast<double>(done) / static_cast<double>(*total);
    return std::min(99U, static_cast<unsigned>(share * 100.0));
}

std::string amount_of(const Record& job) {
    const std::string done = human_size(number_of(job, "BytesTransferred").value_or(0));
    const auto total = number_of(job, "BytesTotal");
    return total ? fmt::format("{} of {}", done, human_size(*total)) : done;
}

std::string pace_of(const Record& job) {
    const std::uint64_t rate = number_of(job, "BytesPerSecond").value_or(0);
    if (text_of(job, "State") != "transferring" || rate == 0) {
        return {};
    }
    const auto total = number_of(job, "BytesTotal");
    const std::uint64_t done = number_of(job, "BytesTransferred").value_or(0);
    std::string pace = fmt::format(", {}/s", human_size(rate));
    if (!total || *total < done) {
        return pace;
    }
    const std::chrono::seconds left{(*total - done) / rate};
    return fmt::format("{}, {} left", pace, human_duration(left));
}

std::string policy_value(std::string_view key, const Record& value) {
    if (value.is_null()) {
        return "none";
    }
    if (value.is_string()) {
        return printable(value.get_ref<const std::string&>());
    }
    if (!value.is_number_unsigned()) {
        return printable(value.dump());
    }
    const auto number = value.get<std::uint64_t>();
    const std::string_view name = plain_key(key);
    if (name.starts_with("RateLimit")) {
        return rate_limit(key, number);
    }
    for (const std::string_view time_key : time_keys) {
        if (name == time_key) {
            return time_value(number);
        }
    }
    return std::to_string(number);
}

std::string owner_name(std::uint64_t uid) {
    const passwd* account = getpwuid(static_cast<uid_t>(uid));
    return account == nullptr ? std::to_string(uid) : printable(account->pw_name);
}

}  // namespace transferd::client
