// SPDX-License-Identifier: MIT
// The settings of a job (settings.md, "Job settings"): values, their rules, their saved form.
#pragma once

#include "core/http_options.hpp"
#include "core/job_state.hpp"
#include "core/proxy_options.hpp"
#include "core/run_when.hpp"
#include "core/time.hpp"
#include "core/value.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace transferd::core {

/// Which events start the owner's unit.
struct NotifyOn {
    bool transferred = true;
    bool error = true;
    bool operator==(const NotifyOn&) const = default;
};

struct Settings {
    std::string display_name{};
    std::string description{};
    StringMap metadata{};
    Priority priority = Priority::normal;
    seconds minimum_retry_delay{600};
    /// 0: every error is final.
    seconds no_progress_timeout{1'209'600};
    /// None: what the policy says.
    std::optional<seconds> maximum_transfer_time{};
    milliseconds minimum_notification_interval{500};
    /// Of all files together; 0: as much as there is.
    std::uint64_t maximum_size{};
    bool auto_complete{};
    RunWhen run_when = RunWhen::always;
    /// Empty: none.
    std::string notify_unit{};
    NotifyOn notify_on{};
    HttpOptions http{};
    ProxyOptions proxy{};
    /// The headers themselves are among the job's secrets. Never false again.
    bool http_headers_write_only{};

    bool operator==(const Settings&) const = default;
};

/// Keys of the contract that this version answers with NotSupported.
std::span<const std::string_view> unsupported_setting_keys();

/// `settings` with `changes` made; throws InvalidArgs or NotSupported that names the key, and then
/// nothing was taken.
Settings changed(const Settings& settings, const Dictionary& changes);

/// Throws ReadOnlySetting that names the key where `next` changes what the first Resume has fixed.
void require_open_settings(const Settings& settings, const Settings& next);

/// What GetSettings answers: every supported key that can be read.
Dictionary readable(const Settings& settings);

/// The saved form: key and text of each setting that is not at its default, and back. Unknown keys
/// and texts that do not parse are left out: they were written by another version.
std::vector<std::pair<std::string, std::string>> to_saved(const Settings& settings);
Settings from_saved(const std::vector<std::pair<std::string, std::string>>& saved);

}  // namespace transferd::core
