// SPDX-License-Identifier: MIT
#include "worker/http/request_options.hpp"

#include "core/wipe.hpp"
#include "version.hpp"
#include "worker/http/proxy.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace transferd::worker {

namespace {

constexpr long most_redirects = 10;
/// curl's receive buffer, one for each running transfer.
constexpr long receive_buffer = 512L * 1024;

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
    check(curl_easy_setopt(easy, option, value), "set an option of curl's");
}

std::string words_of_schemes(const std::vector<core::Scheme>& schemes) {
    std::string words;
    for (const auto scheme : schemes) {
        if (!words.empty()) words += ",";
        words += core::word(scheme);
    }
    return words;
}

void set_protocols(CURL* easy, const Request& request) {
    const auto& allowed = request.allowed_schemes;
    const auto words = words_of_schemes(allowed);
    const bool stays_safe = !request.http.redirect_https_to_http && is_https(request.url);
    const bool https_allowed =
        std::find(allowed.begin(), allowed.end(), core::Scheme::https) != allowed.end();
    set(easy, CURLOPT_PROTOCOLS_STR, words.c_str());
    // Without a connection being made; what was encrypted only on the way, DownloadTransfer stops.
    set(easy, CURLOPT_REDIR_PROTOCOLS_STR, stays_safe && https_allowed ? "https" : words.c_str());
    const bool follow = request.http.redirect_policy != core::RedirectPolicy::deny;
    set(easy, CURLOPT_FOLLOWLOCATION, follow ? 1L : 0L);
    set(easy, CURLOPT_MAXREDIRS, most_redirects);
    // Nobody but the job's owner says as whom we log in.
    set(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
}

curl_blob blob_of(const std::string& content) {
    // curl only reads it, and the request lives as long as the handle.
    return {.data = const_cast<char*>(content.data()),  // NOLINT(*-const-cast)
            .len = content.size(),
            .flags = CURL_BLOB_NOCOPY};
}

void set_blob(CURL* easy, CURLoption option, const PemFile& file) {
    auto blob = blob_of(file.content);
    set(easy, option, &blob);
}

void set_tls(CURL* easy, const Request& request) {
    const auto& files = request.tls_files;
    if (files.authorities.named()) {
        set_blob(easy, CURLOPT_CAINFO_BLOB, files.authorities);
        // They replace the system's.
        set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    if (files.client_certificate.named())
        set_blob(easy, CURLOPT_SSLCERT_BLOB, files.client_certificate);
    if (files.client_key.named()) set_blob(easy, CURLOPT_SSLKEY_BLOB, files.client_key);
    // Else OpenSSL would ask at the terminal for the password of a key that is encrypted.
    set(easy, CURLOPT_KEYPASSWD, "");
    const auto& flags = request.http.tls.flags;
    set(easy, CURLOPT_SSL_VERIFYSTATUS, flags.check_revocation ? 1L : 0L);
    // 2: the certificate must name the host.
    set(easy, CURLOPT_SSL_VERIFYHOST, flags.ignore_host ? 0L : 2L);
    const auto& pin = request.http.tls.pinned_key;
    if (!pin.empty()) set(easy, CURLOPT_PINNEDPUBLICKEY, pin.c_str());
}

void append(HeaderList& list, const std::string& line) {
    auto* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    // The head of the list stays the same but for the first line.
    static_cast<void>(list.release());
    list.reset(longer);
}

/// RFC 9110, 8.6: it says so where it has none.
bool anticipates_content(std::string_view method) {
    return method == "POST" || method == "PUT" || method == "PATCH";
}

/// To curl a header without a value is one that it shall not send, unless a semicolon ends it.
void append_own(HeaderList& list, const std::string& header) {
    const auto colon = header.find(':');
    const bool empty = header.find_first_not_of(' ', colon + 1) == std::string::npos;
    append(list, empty ? header.substr(0, colon) + ";" : header);
}

}  // namespace

void set_request(CURL* easy, const Request& request) {
    set(easy, CURLOPT_URL, request.url.c_str());
    set_protocols(easy, request);
    set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    if (!request.http.has_default_method())
        set(easy, CURLOPT_CUSTOMREQUEST, request.http.method.c_str());
    set_tls(easy, request);
    set_proxy(easy, proxy_for(request.url, request.proxy), request.proxy);
    set(easy, CURLOPT_USERAGENT, (std::string("transferd/") + version).c_str());
    set(easy, CURLOPT_NOSIGNAL, 1L);
    // An abort must not wait for a name that is being resolved.
    set(easy, CURLOPT_QUICK_EXIT, 1L);
    set(easy, CURLOPT_BUFFERSIZE, receive_buffer);
    set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
    // A proxy's answer to CONNECT is not the file's.
    set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(easy, CURLOPT_HSTS_CTRL, 0L);
}

RequestHeaders set_headers(CURL* easy, const Request& request,
                           const std::optional<RangeRequest>& range) {
    HeaderList headers;
    // No Accept-Encoding at all would allow every coding (RFC 9110, 12.5.3).
    append(headers, "Accept-Encoding: identity");
    if (anticipates_content(request.http.method)) append(headers, "Content-Length: 0");
    std::string bytes;
    if (range) bytes = std::to_string(range->offset) + "-";
    if (range && range->last) bytes += std::to_string(*range->last);
    if (range && !range->if_range.empty()) append(headers, "If-Range: " + range->if_range);
    auto* last_of_ours = headers.get();
    while (last_of_ours->next != nullptr) last_of_ours = last_of_ours->next;
    for (const auto& header : request.secrets.headers) append_own(headers, header);
    set(easy, CURLOPT_RANGE, range ? bytes.c_str() : nullptr);
    set(easy, CURLOPT_HTTPHEADER, headers.get());
    return {std::move(headers), *last_of_ours};
}

RequestHeaders::RequestHeaders(RequestHeaders&& other) noexcept
    : all_(std::move(other.all_)), last_of_ours_(std::exchange(other.last_of_ours_, nullptr)) {}

RequestHeaders& RequestHeaders::operator=(RequestHeaders&& other) noexcept {
    if (this == &other) return *this;
    forget_own();
    all_ = std::move(other.all_);
    last_of_ours_ = std::exchange(other.last_of_ours_, nullptr);
    return *this;
}

void RequestHeaders::forget_own() {
    if (!has_own()) return;
    const HeaderList forgotten(std::exchange(last_of_ours_->next, nullptr));
    for (auto* each = forgotten.get(); each != nullptr; each = each->next)
        core::wipe(each->data, std::strlen(each->data));
}

void forget_method(CURL* easy) {
    set(easy, CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
}

}  // namespace transferd::worker
