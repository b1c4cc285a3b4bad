// SPDX-License-Identifier: MIT
// The administrator's rules (settings.md, "Policy"), already parsed.
#pragma once

#include "core/proxy_options.hpp"
#include "core/run_when.hpp"
#include "core/time.hpp"
#include "core/words.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace transferd::core {

enum class Scheme { http, https };

template <>
inline constexpr std::array words_of<Scheme> = {
    WordPair<Scheme>{Scheme::http, "http"},
    WordPair<Scheme>{Scheme::https, "https"},
};

/// One line of GetPolicy: sizes, counts and times (microseconds) are numbers.
struct PolicyEntry {
    std::string key;
    std::variant<std::uint64_t, std::string> value;
    /// "default" or "FILE:LINE".
    std::string source;
    bool operator==(const PolicyEntry&) const = default;
};

struct Policy {
    microseconds job_inactivity_timeout = std::chrono::hours{24 * 90};
    std::uint32_t max_jobs_per_user = 60;
    std::uint32_t max_jobs_per_machine = 300;
    std::uint32_t max_files_per_job = 200;
    std::uint32_t max_ranges_per_file = 500;
    microseconds maximum_transfer_time = std::chrono::hours{24 * 90};
    std::uint32_t max_active_background_jobs = 4;
    std::uint32_t max_connections_per_host = 6;
    microseconds time_slice = std::chrono::minutes{5};
    microseconds idle_exit = seconds{30};
    microseconds connect_timeout = seconds{30};
    microseconds stall_timeout = std::chrono::minutes{2};
    std::vector<Scheme> allowed_schemes = {Scheme::https, Scheme::http};
    /// `logged_in` holds for every job, whatever its own setting.
    RunWhen run_when = RunWhen::always;
    /// Empty: none.
    std::string proxy{};
    std::vector<std::string> proxy_bypass{};
    /// Session mode: what the daemon's environment says. Holds where `proxy` is empty.
    ProxyChoice environment_proxy{};

    /// Every key with its value and where that comes from.
    std::vector<PolicyEntry> entries{};
};

}  // namespace transferd::core
