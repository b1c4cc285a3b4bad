// SPDX-License-Identifier: MIT
// The part of a download that finds out how it ended.
#include "worker/http/curl_failure.hpp"
#include "worker/http/download_transfer.hpp"
#include "worker/http/proxy.hpp"

namespace transferd::worker {

namespace {

using core::Failure;

template <class Value>
Value info(CURL* easy, CURLINFO which) {
    Value value{};
    check(curl_easy_getinfo(easy, which, &value), "ask curl about a transfer");
    return value;
}

}  // namespace

std::optional<Failure> DownloadTransfer::shortfall(CURLcode result) const {
    if (result != CURLE_OK) return failed_by(result);
    if (due_) return *due_ > 0 ? std::optional{failed_by(CURLE_PARTIAL_FILE)} : std::nullopt;
    const auto wrong = wrong_size(expected_, came_, Body::ended);
    // What ends with its connection may not have been meant to end.
    const bool ends_with_connection =
        !head_.head().field("Transfer-Encoding").present &&
        info<long>(easy(), CURLINFO_HTTP_VERSION) < CURL_HTTP_VERSION_2_0;
    const bool cut = ends_with_connection && (came_ < expected_.expected_size.value_or(0) ||
                                              (is_https(effective_url()) && !tls_.ended));
    return cut ? std::optional{failed_by(CURLE_PARTIAL_FILE)} : wrong;
}

Failure DownloadTransfer::failed_by(CURLcode result) const {
    constexpr std::uint32_t redirects = 3;
    const auto* address = info<const char*>(easy(), CURLINFO_PRIMARY_IP);
    const auto connect_status = info<long>(easy(), CURLINFO_HTTP_CONNECTCODE);
    const bool refused = result == CURLE_COULDNT_CONNECT;
    return failure_of(
        {.code = result,
         .system_error = refused ? static_cast<int>(info<long>(easy(), CURLINFO_OS_ERRNO)) : 0,
         .connect_status = static_cast<std::uint32_t>(connect_status),
         .redirecting = head_.head().status() / 100 == redirects,
         .connected = address != nullptr && *address != '\0',
         .host = origin_of(effective_url()).shown(),
         .at_proxy =
             refused && is_about(error_text_.data(), proxy_for(request_.url, request_.proxy)),
         .detail = error_text_.data(),
         .authorities_file = request_.http.tls.ca_file,
         .client_certificate = request_.http.tls.client_certificate});
}

/// curl counts a request that is repeated with a login as a redirect too.
bool DownloadTransfer::redirected() const {
    return was_redirected_ || head_.head().is_redirect();
}

std::string DownloadTransfer::effective_url() const {
    // Without a redirect it is the same, spelt in curl's way.
    if (!redirected()) return request_.url;
    const auto* url = info<const char*>(easy(), CURLINFO_EFFECTIVE_URL);
    return url == nullptr ? request_.url : url;
}

}  // namespace transferd::worker
