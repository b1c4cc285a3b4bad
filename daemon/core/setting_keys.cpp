// SPDX-License-Identifier: MIT
#include "core/setting_keys.hpp"

#include "core/error.hpp"
#include "core/limits.hpp"

#include <algorithm>
#include <array>
#include <limits>

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

void take_redirect_policy(Settings& settings, const std::string& key, const Value& value) {
    const auto picked = from_word<RedirectPolicy>(text(key, value, longest_word));
    if (!picked)
        throw Error{ErrorCode::invalid_args, key + " takes one of: " + choices<RedirectPolicy>()};
    settings.http.redirect_policy = *picked;
}

Value read_redirect_policy(const Settings& settings) {
    return std::string(word(settings.http.redirect_policy));
}

void take_https_to_http(Settings& settings, const std::string& key, const Value& value) {
    settings.http.redirect_https_to_http = boolean(key, value);
}

Value read_https_to_http(const Settings& settings) {
    return settings.http.redirect_https_to_http;
}

/// An absolute path, or none.
template <auto Field>
constexpr SettingKey tls_file_key(std::string_view name) {
    return {name,
            [](Settings& settings, const std::string& key, const Value& value) {
                auto path = text(key, value, longest_path);
                if (!path.empty() && path.front() != '/')
                    throw Error{ErrorCode::invalid_args,
                                key + " takes an absolute path, not " + quoted(path)};
                settings.http.tls.*Field = std::move(path);
            },
            [](const Settings& settings) -> Value { return settings.http.tls.*Field; }};
}

/// `sha256//` and the 32 bytes of a hash in base 64.
bool is_pin(std::string_view pin) {
    constexpr std::string_view prefix = "sha256//";
    constexpr std::size_t digits = 43;
    constexpr std::string_view base64 =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (!pin.starts_with(prefix)) return false;
    pin.remove_prefix(prefix.size());
    return pin.size() == digits + 1 && pin.back() == '=' &&
           pin.substr(0, digits).find_first_not_of(base64) == std::string_view::npos;
}

/// One pin or, as curl writes them, several joined by `;`: what is no pin would be a file to curl.
void take_pinned_key(Settings& settings, const std::string& key, const Value& value) {
    constexpr std::size_t longest = 1024;
    auto pins = text(key, value, longest);
    for (std::size_t begin = 0; !pins.empty() && begin <= pins.size();) {
        const auto end = std::min(pins.find(';', begin), pins.size());
        if (!is_pin(std::string_view{pins}.substr(begin, end - begin)))
            throw Error{ErrorCode::invalid_args,
                        key + " takes sha256//BASE64 of a public key, not " + quoted(pins)};
        begin = end + 1;
    }
    settings.http.tls.pinned_key = std::move(pins);
}

Value read_pinned_key(const Settings& settings) {
    return settings.http.tls.pinned_key;
}

constexpr auto keys = std::to_array<SettingKey>({
    text_key<&Settings::display_name, longest_name>("DisplayName"),
    text_key<&Settings::description, longest_description>("Description"),
    {"Metadata", take_metadata, read_metadata},
    choice_key<&Settings::priority>("Priority"),
    time_key<&Settings::minimum_retry_delay, shortest_retry_delay.count()>("MinimumRetryDelay"),
    time_key<&Settings::no_progress_timeout>("NoProgressTimeout"),
    {"MaximumTransferTime", take_transfer_time, read_transfer_time},
    time_key<&Settings::minimum_notification_interval>("MinimumNotificationInterval"),
    flag_key<&Settings::auto_complete>("AutoComplete"),
    {"RedirectPolicy", take_redirect_policy, read_redirect_policy},
    {"RedirectHttpsToHttp", take_https_to_http, read_https_to_http},
    tls_file_key<&TlsOptions::ca_file>("TlsCaFile"),
    tls_file_key<&TlsOptions::client_certificate>("TlsClientCertificate"),
    tls_file_key<&TlsOptions::client_key>("TlsClientKey"),
    {"TlsPinnedKey", take_pinned_key, read_pinned_key},
});

constexpr auto missing = std::to_array<std::string_view>({
    "RateLimit",
    "MaximumSize",
    "DynamicContent",
    "RunWhen",
    "CostPolicy",
    "PowerPolicy",
    "TlsFlags",
    "HttpMethod",
    "UploadProtocol",
    "ReplyPath",
    "NotifyUnit",
    "NotifyOn",
});

}  // namespace

std::span<const SettingKey> known_settings() {
    static const auto all = [] {
        std::vector<SettingKey> joined(keys.begin(), keys.end());
        for (const auto& part : {header_setting_keys(), proxy_setting_keys()})
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
