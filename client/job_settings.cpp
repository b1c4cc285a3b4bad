// SPDX-License-Identifier: MIT
#include "client/job_settings.hpp"

#include "client/client_error.hpp"

#include <charconv>
#include <set>
#include <string_view>
#include <utility>

namespace transferd::client {
namespace {

using Keys = std::set<std::string, std::less<>>;

[[noreturn]] void refuse(const std::string& sentence) {
    throw ClientError{ExitCode::usage, "--set: " + sentence};
}

bool is_flag(const std::string& key) {
    static const Keys keys{"DynamicContent", "AutoComplete", "RedirectHttpsToHttp",
                           "HttpHeadersWriteOnly"};
    return keys.contains(key);
}

bool is_number(const std::string& key) {
    static const Keys keys{"MinimumRetryDelay",   "NoProgressTimeout",
                           "MaximumTransferTime", "MinimumNotificationInterval",
                           "RateLimit",           "MaximumSize"};
    return keys.contains(key);
}

bool is_list(const std::string& key) {
    static const Keys keys{"TlsFlags", "HttpHeaders", "ProxyBypass", "NotifyOn"};
    return keys.contains(key);
}

/// What is no number goes as it is: some keys take a word too.
SettingValue number_or_word(const std::string& text) {
    std::uint64_t number = 0;
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if (error == std::errc{} && end == last) return number;
    return text;
}

std::pair<std::string, std::string> halves(const std::string& assignment) {
    const auto equals = assignment.find('=');
    if (equals == 0 || equals == std::string::npos)
        refuse("'" + assignment + "' is not of the form NAME=VALUE");
    return {assignment.substr(0, equals), assignment.substr(equals + 1)};
}

SettingValue single(const std::string& key, const std::string& text) {
    if (is_number(key)) return number_or_word(text);
    if (!is_flag(key)) return text;
    if (text != "true" && text != "false") refuse(key + " takes true or false, not '" + text + "'");
    return text == "true";
}

}  // namespace

JobSettings job_settings(const std::vector<std::string>& assignments) {
    JobSettings settings;
    for (const auto& assignment : assignments) {
        const auto [key, text] = halves(assignment);
        if (key == "Metadata") {
            const auto notes =
                settings.try_emplace(key, std::map<std::string, std::string>{}).first;
            std::get<std::map<std::string, std::string>>(notes->second).insert(halves(text));
        } else if (is_list(key)) {
            const auto list = settings.try_emplace(key, std::vector<std::string>{}).first;
            if (!text.empty()) std::get<std::vector<std::string>>(list->second).push_back(text);
        } else if (!settings.try_emplace(key, single(key, text)).second) {
            refuse(key + " is given twice");
        }
    }
    return settings;
}

}  // namespace transferd::client
