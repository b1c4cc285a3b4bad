// SPDX-License-Identifier: MIT
#include "worker/http/tls_context.hpp"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace transferd::worker {

namespace {

bool is_about_date(int error) {
    return error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID;
}

bool is_about_authority(int error) {
    switch (error) {
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_CERT_UNTRUSTED:
            return true;
        default:
            return false;
    }
}

template <bool Date, bool Authority>
int forgiving(int good, X509_STORE_CTX* store) noexcept {
    if (good != 0) return good;
    const int error = X509_STORE_CTX_get_error(store);
    const bool forgiven =
        (Date && is_about_date(error)) || (Authority && is_about_authority(error));
    if (!forgiven) return 0;
    // curl asks for the result once more when the connection stands.
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
}

SSL_verify_cb forgiving_as(const core::TlsFlags& flags) {
    if (flags.ignore_date && flags.ignore_ca) return forgiving<true, true>;
    return flags.ignore_date ? forgiving<true, false> : forgiving<false, true>;
}

void on_event(const SSL* connection, int where, int alert) noexcept {
    constexpr int description = 0xff;
    if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT &&
        (alert & description) == SSL_AD_CLOSE_NOTIFY)
        static_cast<TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)))->ended = true;
}

CURLcode on_context(CURL* /*easy*/, void* context, void* self) noexcept {
    auto* tls = static_cast<SSL_CTX*>(context);
    auto& ours = *static_cast<TlsContext*>(self);
    const auto& forgiven = ours.flags;
    if (forgiven.ignore_date || forgiven.ignore_ca)
        SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, forgiving_as(forgiven));
    ours.ended = false;
    SSL_CTX_set_app_data(tls, &ours);
    SSL_CTX_set_info_callback(tls, on_event);
    return CURLE_OK;
}

}  // namespace

void set_tls_context(CURL* easy, TlsContext& context) {
    if (!context.end_matters && !context.flags.ignore_date && !context.flags.ignore_ca) return;
    constexpr const char* doing = "set up TLS";
    check(curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_context), doing);
    check(curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, &context), doing);
    check(curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L), doing);
    check(curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L), doing);
    check(curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L), doing);
}

}  // namespace transferd::worker
