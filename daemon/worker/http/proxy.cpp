// SPDX-License-Identifier: MIT
#include "worker/http/proxy.hpp"

#include "worker/http/origin.hpp"

#include <string_view>

namespace transferd::worker {

namespace {

/// As curl writes it: "*.example.org" is "example.org", and addresses have no brackets.
std::string_view spelt_for_curl(std::string_view entry) {
    if (entry.starts_with("*.")) entry.remove_prefix(2);
    if (entry.starts_with('[') && entry.ends_with(']')) {
        entry.remove_prefix(1);
        entry.remove_suffix(1);
    }
    return entry;
}

}  // namespace

const std::string& proxy_for(const std::string& url, const core::ProxyChoice& choice) {
    return is_https(url) ? choice.for_https : choice.for_http;
}

void set_proxy(CURL* easy, const std::string& proxy, const core::ProxyChoice& choice) {
    std::string bypass;
    for (const auto& entry : choice.bypass)
        bypass.append(bypass.empty() ? "" : ",").append(spelt_for_curl(entry));
    check(curl_easy_setopt(easy, CURLOPT_PROXY, proxy.c_str()), "set the proxy");
    check(curl_easy_setopt(easy, CURLOPT_NOPROXY, bypass.c_str()), "set what needs no proxy");
}

bool is_about(const std::string& detail, const std::string& proxy) {
    if (proxy.empty()) return false;
    auto origin = origin_of(proxy);
    if (origin.host.starts_with('[')) origin.host = origin.host.substr(1, origin.host.size() - 2);
    return detail.find("connect to " + origin.host + " port " + origin.port) != std::string::npos;
}

}  // namespace transferd::worker
