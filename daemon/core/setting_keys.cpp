// SPDX-License-Identifier: MIT
#include "core/setting_keys.hpp"

#include "core/error.hpp"
#include "core/limits.hpp"
#include "core/notify_unit.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace transferd::core {

namespace {

constexpr std::size_t longest_word = 64;
constexpr std::size_t longest_name = 256;
constexpr std::size_t longest_description = 1024;
constexpr std::size_t most_metadata = 16UL * 1024;
constexpr std::uint64_t uint32_max = std::numeric_limits<std::uint32_t>::max();
constexpr seconds shortest_retry_delay{5};

template <auto Field, std::size_t Longest>
constexpr SettingKey text_key(std::string_view name) {
    return {name,
            [](Settings& settings, const std::string& key, const Value& value) {
                settings.*Field = text(key, value, Longest);
            },
            [](const Settings& settings) -> Value { return settings.*Field; }};
}

template <auto Field>
constexpr SettingKey flag_key(std::string_view name) {
    return {name,
            [](Settings& settings, const std::string& key, const Value& value) {
                settings.*Field = boolean(key, value);
            },
            [](const Settings& settings) -> Value { return settings.*Field; }};
}

/// One of the words of the field's type.
template <auto Field>
constexpr SettingKey choice_key(std::string_view name) {
    return {name,
            [](Settings& settings, const std::string& key, const Value& value) {
                using Enum = std::remove_reference_t<decltype(settings.*Field)>;
                const auto picked = from_word<Enum>(text(key, value, longest_word));
                if (!picked)
                    throw Error{ErrorCode::invalid_args, key + " takes one of: " + choices<Enum>()};
                settings.*Field = *picked;
            },
            [](const Settings& settings) -> Value { return std::string(word(settings.*Field)); }};
}

/// A 32-bit number of the field's unit, raised to `Least`.
template <auto Field, std::int64_t Least = 0>
constexpr SettingKey time_key(std::string_view name) {
    return {name,
            [](Settings& settings, const std::string& key, const Value& value) {
                using Time = std::remove_reference_t<decltype(settings.*Field)>;
                const auto number = integer(key, value, 0, uint32_max);
                settings.*Field = std::max(Time{static_cast<std::int64_t>(number)}, Time{Least});
            },
            [](const Settings& settings) -> Value {
                return static_cast<std::uint64_t>((settings.*Field).count());
            }};
}

void take_metadata(Settings& settings, const std::string& key, const Value& value) {
    auto map = string_map(key, value);
    std::size_t bytes = 0;
    for (const auto& [name, note] : map) bytes += name.size() + note.size();
    if (bytes > most_metadata)
        throw Error{ErrorCode::invalid_args, key + " takes at most 16384 bytes, names and values " +
                                                 "together, not " + std::to_string(bytes)};
    settings.metadata = std::move(map);
}

Value read_metadata(const Settings& settings) {
    return settings.metadata;
}

/// The policy's value is written as the word `policy`, or 0.
void take_transfer_time(Settings& settings, const std::string& key, const Value& value) {
    const auto* word = std::get_if<std::string>(&value);
    const auto number = word && *word == "policy" ? 0 : integer(key, value, 0, uint32_max);
    settings.maximum_transfer_time.reset();
    if (number != 0) settings.maximum_transfer_time = seconds{static_cast<std::int64_t>(number)};
}

Value read_transfer_time(const Settings& settings) {
    const auto time = settings.maximum_transfer_time.value_or(seconds{0});
    return static_cast<std::uint64_t>(time.count());
}

void take_maximum_size(Settings& settings, const std::string& key, const Value& value) {
    settings.maximum_size = integer(key, value, 0, std::numeric_limits<std::uint64_t>::max());
}

Value read_maximum_size(const Settings& settings) {
    return settings.maximum_size;
}

void take_notify_unit(Settings& settings, const std::string& key, const Value& value) {
    auto unit = text(key, value, longest_name);
    if (!unit.empty() && !is_notify_unit(unit))
        throw Error{ErrorCode::invalid_args,
                    key + " takes NAME.service or NAME@.service, not " + quoted(unit)};
    settings.notify_unit = std::move(unit);
}

Value read_notify_unit(const Settings& settings) {
    return settings.notify_unit;
}

void take_notify_on(Settings& settings, const std::string& key, const Value& value) {
    NotifyOn picked{.transferred = false, .error = false};
    for (const auto& event : string_list(key, value)) {
        if (event == "transferred")
            picked.transferred = true;
        else if (event == "error")
            picked.error = true;
        else
            throw Error{ErrorCode::invalid_args,
                        key + " takes a list of: transferred, error; not " + quoted(event)};
    }
    settings.notify_on = picked;
}

Value read_notify_on(const Settings& settings) {
    StringList events;
    if (settings.notify_on.transferred) events.emplace_back("transferred");
    if (settings.notify_on.error) events.emplace_back("error");
    return events;
}

constexpr auto general_keys = std::to_array<SettingKey>({
    text_key<&Settings::display_name, longest_name>("DisplayName"),
    text_key<&Settings::description, longest_description>("Description"),
    {"Metadata", take_metadata, read_metadata},
    choice_key<&Settings::priority>("Priority"),
    time_key<&Settings::minimum_retry_delay, shortest_retry_delay.count()>("MinimumRetryDelay"),
    time_key<&Settings::no_progress_timeout>("NoProgressTimeout"),
    {"MaximumTransferTime", take_transfer_time, read_transfer_time},
    time_key<&Settings::minimum_notification_interval>("MinimumNotificationInterval"),
    {"MaximumSize", take_maximum_size, read_maximum_size, true},
    flag_key<&Settings::auto_complete>("AutoComplete"),
    choice_key<&Settings::run_when>("RunWhen"),
    {"NotifyUnit", take_notify_unit, read_notify_unit},
    {"NotifyOn", take_notify_on, read_notify_on},
});

constexpr auto missing = std::to_array<std::string_view>({
    "RateLimit",
    "CostPolicy",
    "PowerPolicy",
    "UploadProtocol",
    "ReplyPath",
});

}  // namespace

std::span<const SettingKey> known_settings() {
    static const auto all = [] {
        std::vector<SettingKey> joined(general_keys.begin(), general_keys.end());
        for (const auto& part : {http_setting_keys(), header_setting_keys(), proxy_setting_keys()})
            joined.insert(joined.end(), part.begin(), part.end());
        return joined;
    }();
    return all;
}

const SettingKey* find_setting(std::string_view name) {
    for (const auto& key : known_settings())
        if (key.name == name) return &key;
    return nullptr;
}

std::span<const std::string_view> unsupported_setting_keys() {
    return missing;
}

}  // namespace transferd::core
