// SPDX-License-Identifier: MIT
#include "worker/http/login.hpp"

#include "core/wipe.hpp"

#include <algorithm>
#include <array>

namespace transferd::worker {

namespace {

/// By how little of the password a listener learns.
constexpr std::array by_strength{core::AuthScheme::bearer, core::AuthScheme::negotiate,
                                 core::AuthScheme::digest, core::AuthScheme::ntlm,
                                 core::AuthScheme::basic};

unsigned long bits_of(core::AuthScheme scheme) {
    switch (scheme) {
        case core::AuthScheme::basic:
            return CURLAUTH_BASIC;
        case core::AuthScheme::digest:
            return CURLAUTH_DIGEST;
        case core::AuthScheme::ntlm:
            return CURLAUTH_NTLM;
        case core::AuthScheme::negotiate:
            return CURLAUTH_NEGOTIATE;
        case core::AuthScheme::bearer:
            return CURLAUTH_BEARER;
    }
    return CURLAUTH_NONE;
}

/// Those that the password is the key to. A ticket may be missing where the password is right.
constexpr unsigned long by_password = CURLAUTH_DIGEST | CURLAUTH_NTLM | CURLAUTH_BASIC;

void add(std::vector<Login>& logins, const core::Credential& credential) {
    const auto bits = bits_of(credential.scheme);
    const auto same = std::find_if(logins.begin(), logins.end(), [&](const Login& login) {
        return (bits & by_password) != 0 && (login.schemes & by_password) != 0 &&
               login.user == credential.user && login.password == credential.password;
    });
    if (same != logins.end())
        same->schemes |= bits;
    else
        logins.push_back({credential.user, credential.password, bits});
}

void set_text(CURL* easy, CURLoption option, const std::string& text) {
    check(curl_easy_setopt(easy, option, text.c_str()), "set a login");
}

bool set_schemes(CURL* easy, CURLoption option, const Login& login) {
    // With this bit curl asks without a login first, also where only one scheme is in question.
    const auto wanted =
        login.schemes == CURLAUTH_BEARER ? login.schemes : login.schemes | CURLAUTH_ONLY;
    return curl_easy_setopt(easy, option, static_cast<long>(wanted)) == CURLE_OK;
}

void set_server(CURL* easy, const Login& login) {
    if (!set_schemes(easy, CURLOPT_HTTPAUTH, login)) return;
    if (login.schemes == CURLAUTH_BEARER)
        return set_text(easy, CURLOPT_XOAUTH2_BEARER, login.password);
    set_text(easy, CURLOPT_USERNAME, login.user);
    set_text(easy, CURLOPT_PASSWORD, login.password);
}

void set_proxy(CURL* easy, const Login& login) {
    if (!set_schemes(easy, CURLOPT_PROXYAUTH, login)) return;
    set_text(easy, CURLOPT_PROXYUSERNAME, login.user);
    set_text(easy, CURLOPT_PROXYPASSWORD, login.password);
}

void wipe(std::vector<Login>& logins) {
    for (auto& login : logins) {
        core::wipe(login.user);
        core::wipe(login.password);
    }
}

}  // namespace

std::vector<Login> logins_of(const std::vector<core::Credential>& credentials,
                             core::AuthTarget target) {
    std::vector<Login> logins;
    for (const auto scheme : by_strength)
        for (const auto& credential : credentials)
            if (credential.target == target && credential.scheme == scheme) add(logins, credential);
    return logins;
}

Logins::Logins(const std::vector<core::Credential>& credentials)
    : server_(logins_of(credentials, core::AuthTarget::server)),
      proxy_(logins_of(credentials, core::AuthTarget::proxy)) {}

Logins::~Logins() {
    wipe(server_);
    wipe(proxy_);
}

void Logins::set(CURL* easy) const {
    if (!server_.empty()) set_server(easy, server_.front());
    if (!proxy_.empty()) set_proxy(easy, proxy_.front());
}

const std::vector<Login>* Logins::asked_for(core::FailureCode failure) const {
    if (failure == core::FailureCode::authentication_required) return &server_;
    if (failure == core::FailureCode::proxy_authentication_required) return &proxy_;
    return nullptr;
}

bool Logins::next(core::FailureCode failure) {
    const auto* asked = asked_for(failure);
    if (asked == nullptr || asked->size() < 2) return false;
    auto& logins = asked == &server_ ? server_ : proxy_;
    core::wipe(logins.front().password);
    logins.erase(logins.begin());
    return true;
}

core::Failure Logins::told(core::Failure failure, const std::string& host) const {
    const auto* asked = asked_for(failure.code);
    if (asked != nullptr && !asked->empty())
        failure.message = host + (asked == &server_ ? "" : " is behind a proxy that") +
                          " did not take the job's credentials.";
    return failure;
}

}  // namespace transferd::worker
