// SPDX-License-Identifier: MIT
#include "core/proxy_options.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace transferd::core {

namespace {

constexpr std::string_view wanted = "takes http://HOST:PORT or https://HOST:PORT";

bool alphanumeric(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= 'a' && letter <= 'z');
}

bool consists_of(std::string_view text, std::string_view others) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char letter) {
        return alphanumeric(letter) || others.find(letter) != std::string_view::npos;
    });
}

bool is_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && port != 0;
}

bool is_host(std::string_view text) {
    if (!text.starts_with('[')) return consists_of(text, ".-_");
    return text.size() > 2 && text.ends_with(']') &&
           consists_of(text.substr(1, text.size() - 2), ":.");
}

}  // namespace

std::string_view proxy_url_error(std::string_view url) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!url.starts_with(scheme)) continue;
        auto place = url.substr(scheme.size());
        if (place.find('@') != std::string_view::npos)
            return "takes no user name or password: those are set with SetCredentials";
        if (place.ends_with('/')) place.remove_suffix(1);
        const auto colon = place.rfind(':');
        const bool whole = colon != std::string_view::npos && is_host(place.substr(0, colon)) &&
                           is_port(place.substr(colon + 1));
        return whole ? std::string_view{} : wanted;
    }
    return wanted;
}

std::string_view proxy_bypass_error(std::string_view entry) {
    if (entry == "*") return {};
    if (entry.starts_with("*.")) entry.remove_prefix(1);
    const bool good = consists_of(entry, ".-_:/[]");
    return good ? std::string_view{} : "takes hosts, domains, addresses and networks";
}

void check_together(const ProxyOptions& proxy) {
    if (proxy.mode == ProxyMode::own && proxy.url.empty())
        throw Error{ErrorCode::invalid_args, "ProxyMode override needs a ProxyUrl"};
}

}  // namespace transferd::core
