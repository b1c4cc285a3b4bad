// SPDX-License-Identifier: MIT
// ProxyMode, ProxyUrl and ProxyBypass.
#include "core/error.hpp"
#include "core/setting_keys.hpp"

#include <array>

namespace transferd::core {

namespace {

constexpr std::size_t longest_word = 64;
/// Of the URL, and of all that needs no proxy together.
constexpr std::size_t longest_list = 4000;

[[noreturn]] void refuse(const std::string& key, std::string_view wanted, const std::string& got) {
    throw Error{ErrorCode::invalid_args,
                std::string(key).append(" ").append(wanted).append("; not ").append(quoted(got))};
}

void take_mode(Settings& settings, const std::string& key, const Value& value) {
    const auto picked = from_word<ProxyMode>(text(key, value, longest_word));
    if (!picked)
        throw Error{ErrorCode::invalid_args, key + " takes one of: " + choices<ProxyMode>()};
    settings.proxy.mode = *picked;
}

Value read_mode(const Settings& settings) {
    return std::string(word(settings.proxy.mode));
}

void take_url(Settings& settings, const std::string& key, const Value& value) {
    auto url = text(key, value, longest_list);
    // What is refused may hold a password and is not repeated.
    const auto wrong = url.empty() ? std::string_view{} : proxy_url_error(url);
    if (!wrong.empty()) throw Error{ErrorCode::invalid_args, key + " " + std::string(wrong)};
    settings.proxy.url = std::move(url);
}

Value read_url(const Settings& settings) {
    return settings.proxy.url;
}

void take_bypass(Settings& settings, const std::string& key, const Value& value) {
    auto entries = string_list(key, value);
    std::size_t bytes = 0;
    for (const auto& entry : entries) {
        bytes += entry.size() + 1;
        if (const auto wrong = proxy_bypass_error(entry); !wrong.empty()) refuse(key, wrong, entry);
    }
    if (bytes > longest_list)
        throw Error{ErrorCode::invalid_args, key + " takes at most 4000 characters in all"};
    settings.proxy.bypass = std::move(entries);
}

Value read_bypass(const Settings& settings) {
    return settings.proxy.bypass;
}

constexpr auto keys = std::to_array<SettingKey>({
    {"ProxyMode", take_mode, read_mode},
    {"ProxyUrl", take_url, read_url},
    {"ProxyBypass", take_bypass, read_bypass},
});

}  // namespace

std::span<const SettingKey> proxy_setting_keys() {
    return keys;
}

}  // namespace transferd::core
