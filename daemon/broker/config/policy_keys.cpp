// SPDX-License-Identifier: MIT
#include "broker/config/policy_keys.hpp"

#include "broker/config/amount.hpp"
#include "broker/config/time_span.hpp"
#include "core/value.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace transferd::broker {

namespace {

using core::Policy;
using EntryValue = std::variant<std::uint64_t, std::string>;

/// `take` answers false where the text is no value of the key.
struct Key {
    std::string_view name;
    std::string_view wanted;
    bool (*take)(Policy&, std::string_view);
    EntryValue (*read)(const Policy&);
};

template <auto Field, std::uint32_t Least>
bool take_count(Policy& policy, std::string_view text) {
    const auto amount = parse_amount(text);
    if (!amount || *amount < Least || *amount > std::numeric_limits<std::uint32_t>::max())
        return false;
    policy.*Field = static_cast<std::uint32_t>(*amount);
    return true;
}

/// The workers count in milliseconds.
template <auto Field, std::int64_t LeastMilliseconds>
bool take_time(Policy& policy, std::string_view text) {
    const auto span = parse_time_span(text);
    if (!span || *span < core::milliseconds{LeastMilliseconds}) return false;
    policy.*Field = *span;
    return true;
}

template <auto Field>
EntryValue read_count(const Policy& policy) {
    return std::uint64_t{policy.*Field};
}

template <auto Field>
EntryValue read_time(const Policy& policy) {
    return static_cast<std::uint64_t>((policy.*Field).count());
}

bool take_schemes(Policy& policy, std::string_view text) {
    std::vector<core::Scheme> schemes;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (word.empty()) continue;
        const auto scheme = core::from_word<core::Scheme>(word);
        if (!scheme) return false;
        if (std::find(schemes.begin(), schemes.end(), *scheme) == schemes.end())
            schemes.push_back(*scheme);
    }
    if (schemes.empty()) return false;
    policy.allowed_schemes = std::move(schemes);
    return true;
}

EntryValue read_schemes(const Policy& policy) {
    std::string words;
    for (const auto scheme : policy.allowed_schemes) {
        if (!words.empty()) words += ' ';
        words += core::word(scheme);
    }
    return words;
}

constexpr std::string_view none = "none";

bool take_proxy(Policy& policy, std::string_view text) {
    if (text != none && !core::proxy_url_error(text).empty()) return false;
    policy.proxy = text == none ? "" : text;
    return true;
}

EntryValue read_proxy(const Policy& policy) {
    return policy.proxy.empty() ? std::string{none} : policy.proxy;
}

bool take_bypass(Policy& policy, std::string_view text) {
    std::vector<std::string> entries;
    while (!text.empty()) {
        const auto entry = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(entry.size() + 1, text.size()));
        if (entry.empty() || entry == none) continue;
        if (!core::proxy_bypass_error(entry).empty()) return false;
        entries.emplace_back(entry);
    }
    policy.proxy_bypass = std::move(entries);
    return true;
}

EntryValue read_bypass(const Policy& policy) {
    std::string words;
    for (const auto& entry : policy.proxy_bypass) {
        if (!words.empty()) words += ' ';
        words += entry;
    }
    return words.empty() ? std::string{none} : words;
}

bool take_run_when(Policy& policy, std::string_view text) {
    const auto picked = core::from_word<core::RunWhen>(text);
    if (picked) policy.run_when = *picked;
    return picked.has_value();
}

EntryValue read_run_when(const Policy& policy) {
    return std::string{core::word(policy.run_when)};
}

constexpr std::string_view a_count = "a number from 0 to 4294967295";
constexpr std::string_view a_positive_count = "a number from 1 to 4294967295";
constexpr std::string_view a_time = "a time like 90d, 10min or infinity, of at least 1ms";
constexpr std::string_view a_long_time = "a time like 90d, 10min or infinity, of at least 1s";

template <auto Field, std::uint32_t Least>
constexpr Key count(std::string_view name) {
    return {name, Least == 0 ? a_count : a_positive_count, take_count<Field, Least>,
            read_count<Field>};
}

template <auto Field>
constexpr Key time(std::string_view name) {
    return {name, a_time, take_time<Field, 1>, read_time<Field>};
}

/// In the order of settings.md.
constexpr auto keys = std::to_array<Key>({
    Key{"JobInactivityTimeout", a_long_time, take_time<&Policy::job_inactivity_timeout, 1000>,
        read_time<&Policy::job_inactivity_timeout>},
    count<&Policy::max_jobs_per_user, 0>("MaxJobsPerUser"),
    count<&Policy::max_jobs_per_machine, 0>("MaxJobsPerMachine"),
    count<&Policy::max_files_per_job, 0>("MaxFilesPerJob"),
    count<&Policy::max_ranges_per_file, 0>("MaxRangesPerFile"),
    time<&Policy::maximum_transfer_time>("MaximumTransferTime"),
    count<&Policy::max_active_background_jobs, 1>("MaxActiveBackgroundJobs"),
    count<&Policy::max_connections_per_host, 1>("MaxConnectionsPerHost"),
    time<&Policy::time_slice>("TimeSlice"),
    time<&Policy::idle_exit>("IdleExit"),
    time<&Policy::connect_timeout>("ConnectTimeout"),
    time<&Policy::stall_timeout>("StallTimeout"),
    Key{"AllowedSchemes", "https, http or both", take_schemes, read_schemes},
    Key{"RunWhen", "always or logged-in", take_run_when, read_run_when},
    Key{"Proxy", "a URL like http://proxy:3128 without a user name, or none", take_proxy,
        read_proxy},
    Key{"ProxyBypass", "hosts, domains, addresses and networks, or none", take_bypass, read_bypass},
});

/// Of the contract, but not of this version.
constexpr auto later_keys = std::to_array<std::string_view>(
    {"RateLimit", "CostPolicy", "CostPolicyForeground", "RateLimitExemptLan"});

constexpr std::string_view own_section = "Transfer";
constexpr std::string_view schedule_section = "Schedule ";

std::optional<std::string> refused_section(std::string_view section) {
    if (section == own_section) return std::nullopt;
    if (section.empty()) return "the key stands before the first section, [Transfer]";
    const auto shown = "the section " + core::quoted(section);
    if (section.starts_with(schedule_section)) return shown + " is not supported by this version";
    return shown + " is not known";
}

}  // namespace

PolicyBuilder::PolicyBuilder() : sources_(keys.size(), "default") {}

std::optional<std::string> PolicyBuilder::assign(std::string_view section, std::string_view key,
                                                 std::string_view value,
                                                 const std::string& source) {
    if (auto refused = refused_section(section)) return refused;
    const auto* const found =
        std::find_if(keys.begin(), keys.end(), [&](const Key& one) { return one.name == key; });
    if (found == keys.end()) {
        const bool later = std::find(later_keys.begin(), later_keys.end(), key) != later_keys.end();
        return "the key " + core::quoted(key) +
               (later ? " is not supported by this version" : " is not known");
    }
    if (!found->take(policy_, value))
        return std::string{key} + " takes " + std::string{found->wanted} + ", not " +
               core::quoted(value);
    sources_[static_cast<std::size_t>(found - keys.begin())] = source;
    return std::nullopt;
}

core::Policy PolicyBuilder::finish() const {
    auto policy = policy_;
    for (std::size_t i = 0; i < keys.size(); ++i)
        policy.entries.push_back({.key = std::string{keys[i].name},
                                  .value = keys[i].read(policy_),
                                  .source = sources_[i]});
    return policy;
}

}  // namespace transferd::broker
