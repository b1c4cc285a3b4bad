// SPDX-License-Identifier: MIT
#include "worker/http/origin.hpp"

#include "worker/http/curl_handles.hpp"

#include <algorithm>

namespace transferd::worker {

namespace {

std::string part_of(CURLU* url, CURLUPart part, unsigned int flags) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
    const CurlString owned(text);
    std::string result(owned.get());
    std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return result;
}

}  // namespace

std::string Origin::shown() const {
    if (host.empty()) return "the server";
    const bool usual = (scheme == "http" && port == "80") || (scheme == "https" && port == "443");
    return usual ? host : host + ":" + port;
}

Origin origin_of(const std::string& url) {
    const UrlHandle handle(curl_url());
    if (!handle) return {};
    constexpr unsigned int any_scheme = CURLU_NON_SUPPORT_SCHEME;
    if (curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), any_scheme) != CURLUE_OK) return {};
    return {.scheme = part_of(handle.get(), CURLUPART_SCHEME, 0),
            .host = part_of(handle.get(), CURLUPART_HOST, 0),
            .port = part_of(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT)};
}

bool is_https(const std::string& url) {
    return origin_of(url).scheme == "https";
}

}  // namespace transferd::worker
