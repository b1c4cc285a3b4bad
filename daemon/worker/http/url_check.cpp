// SPDX-License-Identifier: MIT
#include "worker/http/url_check.hpp"

#include "core/value.hpp"
#include "worker/http/curl_handles.hpp"

#include <algorithm>
#include <string_view>

namespace transferd::worker {

namespace {

bool has(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    const auto code = curl_url_get(url, part, &text, 0);
    const CurlString owned(text);
    return code == CURLUE_OK && *owned.get() != '\0';
}

std::string scheme_of(CURLU* url) {
    char* text = nullptr;
    if (curl_url_get(url, CURLUPART_SCHEME, &text, 0) != CURLUE_OK) return {};
    return CurlString(text).get();
}

/// libcurl forgives "http:///file" and "http:/file" and connects to the host "file", which nobody
/// who wrote that meant.
bool has_authority(std::string_view url) {
    constexpr std::string_view mark = "://";
    url.remove_prefix(std::min(url.find(':'), url.size()));
    return url.starts_with(mark) && url.size() > mark.size() &&
           url.find_first_of("/?#", mark.size()) != mark.size();
}

/// Up to the query: the rest may be a secret.
std::string shown(const std::string& url) {
    return core::quoted(url.substr(0, url.find('?')));
}

}  // namespace

std::string url_error(const std::string& url, const std::vector<core::Scheme>& allowed) {
    const UrlHandle handle(curl_url());
    if (!handle) return "The URL could not be looked at: out of memory";
    const auto code =
        curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME);
    if (code != CURLUE_OK)
        return "The URL " + shown(url) + " is not valid: " + curl_url_strerror(code);
    const auto scheme = core::from_word<core::Scheme>(scheme_of(handle.get()));
    if (!scheme || std::find(allowed.begin(), allowed.end(), *scheme) == allowed.end()) {
        std::string words;
        for (const auto each : allowed)
            words += (words.empty() ? "" : " or ") + std::string(core::word(each));
        return "The URL " + shown(url) + " does not begin with " + words;
    }
    if (!has_authority(url) || !has(handle.get(), CURLUPART_HOST))
        return "The URL " + shown(url) + " names no host";
    if (has(handle.get(), CURLUPART_USER) || has(handle.get(), CURLUPART_PASSWORD))
        return "The URL contains a user name or password; they would be readable by everybody who "
               "reads the job";
    if (has(handle.get(), CURLUPART_ZONEID))
        return "The URL " + shown(url) +
               " has an address with a zone, which another network may give another meaning";
    return {};
}

}  // namespace transferd::worker
