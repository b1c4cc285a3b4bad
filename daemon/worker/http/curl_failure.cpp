// SPDX-License-Identifier: MIT
#include "worker/http/curl_failure.hpp"

#include <algorithm>
#include <cerrno>

namespace transferd::worker {

namespace {

using core::Failure;
using core::FailureCode;
using core::FailureContext;

struct Meaning {
    FailureCode code;
    /// Continues a sentence that begins with the host.
    const char* predicate;
};

Meaning meaning_of_connect(int system_error) {
    using enum FailureCode;
    switch (system_error) {
        case ENETUNREACH:
        case ENETDOWN:
            return {network_offline, "cannot be reached: there is no network"};
        case ETIMEDOUT:
            return {timed_out, "did not answer in time"};
        default:
            return {connection_refused, "did not take the connection"};
    }
}

Meaning meaning_of_unsupported(const CurlOutcome& outcome) {
    using enum FailureCode;
    if (outcome.redirecting)
        return {redirect_denied, "redirected to a kind of address that is not allowed"};
    if (outcome.connected) return {invalid_response, "does not speak HTTP"};
    return {blocked_by_policy, "may not be asked in the way the address says"};
}

// One case a code, so that the table reads like curl's own.
// NOLINTNEXTLINE(readability-function-size)
Meaning meaning_of(const CurlOutcome& outcome) {
    using enum FailureCode;
    switch (outcome.code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return {name_not_resolved, "has a name that was not resolved"};
        case CURLE_COULDNT_RESOLVE_PROXY:
            return {proxy_failure, "is behind a proxy whose name was not resolved"};
        case CURLE_PROXY:
            return {proxy_failure, "is behind a proxy that did not let us through"};
        case CURLE_COULDNT_CONNECT:
        case CURLE_INTERFACE_FAILED:
            if (outcome.at_proxy)
                return {proxy_failure, "is behind a proxy that did not take the connection"};
            return meaning_of_connect(outcome.system_error);
        case CURLE_OPERATION_TIMEDOUT:
            return {timed_out, "did not answer in time"};
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        case CURLE_SSL_INVALIDCERTSTATUS:
            return {certificate_rejected, "has a certificate that was rejected"};
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CLIENTCERT:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CRL_BADFILE:
        case CURLE_SSL_ENGINE_NOTFOUND:
        case CURLE_SSL_ENGINE_SETFAILED:
        case CURLE_SSL_ENGINE_INITFAILED:
        case CURLE_SSL_SHUTDOWN_FAILED:
        case CURLE_USE_SSL_FAILED:
            return {tls_failure, "could not be spoken to over TLS"};
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_BAD_CONTENT_ENCODING:
        case CURLE_RANGE_ERROR:
        case CURLE_FILESIZE_EXCEEDED:
        case CURLE_URL_MALFORMAT:
        // What curl calls a line of a head that is over its limit; memory that is out ends us.
        case CURLE_OUT_OF_MEMORY:
            return {invalid_response, "gave an invalid response"};
        case CURLE_TOO_MANY_REDIRECTS:
            return {too_many_redirects, "redirected too many times"};
        case CURLE_LOGIN_DENIED:
            return {redirect_denied, "redirected to an address with a user name in it"};
        case CURLE_AUTH_ERROR:
            return {authentication_required, "asks for a login that cannot be made here"};
        case CURLE_UNSUPPORTED_PROTOCOL:
            return meaning_of_unsupported(outcome);
        default:
            // Got nothing, receive and send errors, partial file, HTTP/2 and whatever is left.
            return {connection_lost, "ended the connection too early"};
    }
}

bool is_about_tls(FailureCode code) {
    return code == FailureCode::tls_failure || code == FailureCode::certificate_rejected;
}

/// Part of it may come from the server's certificate.
std::string harmless(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char character) { return character < ' ' || character > '~'; },
        '?');
    return text;
}

/// A tunnel that a proxy refuses is a receive error to curl.
Meaning meaning_of_tunnel(std::uint32_t connect_status) {
    constexpr std::uint32_t proxy_authentication_required = 407;
    if (connect_status == proxy_authentication_required)
        return {FailureCode::proxy_authentication_required,
                "is behind a proxy that asks for a user name and password"};
    return {FailureCode::proxy_failure, "is behind a proxy that did not let us through"};
}

/// Of the job's own files that which curl could not use; none: that was not it.
std::string unusable_file(const CurlOutcome& outcome) {
    if (outcome.code == CURLE_SSL_CACERT_BADFILE && !outcome.authorities_file.empty())
        return "TlsCaFile " + outcome.authorities_file + " cannot be used";
    if (outcome.code == CURLE_SSL_CERTPROBLEM && !outcome.client_certificate.empty())
        return "TlsClientCertificate " + outcome.client_certificate +
               " cannot be used with its key";
    return {};
}

}  // namespace

Failure failure_of(const CurlOutcome& outcome) {
    const bool tunnel_refused = outcome.connect_status >= 300;
    const auto meaning =
        tunnel_refused ? meaning_of_tunnel(outcome.connect_status) : meaning_of(outcome);
    Failure failure{.code = meaning.code,
                    .context = FailureContext::transport,
                    .message = outcome.host + " " + meaning.predicate};
    if (const auto file = unusable_file(outcome); !file.empty()) {
        failure.context = FailureContext::local_file;
        failure.message = file;
    }
    if (is_about_tls(meaning.code) && !outcome.detail.empty())
        failure.message += ": " + harmless(outcome.detail);
    failure.message += ".";
    if (outcome.system_error != 0) failure.system_error = outcome.system_error;
    if (tunnel_refused) failure.http_status = outcome.connect_status;
    return failure;
}

}  // namespace transferd::worker
