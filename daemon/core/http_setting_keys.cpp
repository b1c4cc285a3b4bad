// SPDX-License-Identifier: MIT
// The settings that say how a job speaks to its servers.
#include "core/error.hpp"
#include "core/limits.hpp"
#include "core/setting_keys.hpp"

#include <algorithm>
#include <array>

namespace transferd::core {

namespace {

constexpr std::size_t longest_word = 64;

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

Value read_dynamic_content(const Settings& settings) {
    return settings.http.dynamic_content;
}

void take_dynamic_content(Settings& settings, const std::string& key, const Value& value) {
    settings.http.dynamic_content = boolean(key, value);
}

struct FlagWord {
    std::string_view word;
    bool TlsFlags::*flag;
};
constexpr auto flag_words = std::to_array<FlagWord>({
    {"check-revocation", &TlsFlags::check_revocation},
    {"ignore-host", &TlsFlags::ignore_host},
    {"ignore-date", &TlsFlags::ignore_date},
    {"ignore-ca", &TlsFlags::ignore_ca},
});

void take_tls_flags(Settings& settings, const std::string& key, const Value& value) {
    TlsFlags flags;
    for (const auto& given : string_list(key, value)) {
        const auto* const found =
            std::find_if(flag_words.begin(), flag_words.end(),
                         [&](const FlagWord& one) { return one.word == given; });
        if (found == flag_words.end())
            throw Error{ErrorCode::invalid_args,
                        key +
                            " takes of: check-revocation, ignore-host, ignore-date, ignore-ca; "
                            "not " +
                            quoted(given)};
        flags.*found->flag = true;
    }
    settings.http.tls.flags = flags;
}

Value read_tls_flags(const Settings& settings) {
    StringList words;
    for (const auto& [word, flag] : flag_words)
        if (settings.http.tls.flags.*flag) words.emplace_back(word);
    return words;
}

/// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
    constexpr std::string_view characters =
        "!#$%&'*+-.^_`|~0123456789"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

void take_method(Settings& settings, const std::string& key, const Value& value) {
    auto method = text(key, value, longest_word);
    if (!is_token(method))
        throw Error{ErrorCode::invalid_args, key +
                                                 " takes letters, digits and !#$%&'*+-.^_`|~, "
                                                 "not " +
                                                 quoted(method)};
    // Their answers have no content, whatever their heads say.
    if (method == "HEAD" || method == "CONNECT")
        throw Error{ErrorCode::invalid_args,
                    key + " takes no " + method + ", which brings no content"};
    settings.http.method = std::move(method);
}

Value read_method(const Settings& settings) {
    return settings.http.method;
}

constexpr auto keys = std::to_array<SettingKey>({
    {"DynamicContent", take_dynamic_content, read_dynamic_content},
    {"RedirectPolicy", take_redirect_policy, read_redirect_policy},
    {"RedirectHttpsToHttp", take_https_to_http, read_https_to_http},
    {"TlsFlags", take_tls_flags, read_tls_flags},
    tls_file_key<&TlsOptions::ca_file>("TlsCaFile"),
    tls_file_key<&TlsOptions::client_certificate>("TlsClientCertificate"),
    tls_file_key<&TlsOptions::client_key>("TlsClientKey"),
    {"TlsPinnedKey", take_pinned_key, read_pinned_key},
    {"HttpMethod", take_method, read_method, true},
});

}  // namespace

std::span<const SettingKey> http_setting_keys() {
    return keys;
}

}  // namespace transferd::core
