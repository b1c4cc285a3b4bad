// SPDX-License-Identifier: MIT
#include "core/credentials.hpp"

#include "core/error.hpp"
#include "core/value.hpp"
#include "core/wipe.hpp"

#include <utility>

namespace transferd::core {

namespace {

constexpr std::size_t longest_user = 300;
constexpr std::size_t longest_password = 65'536;

template <class Enum>
Enum picked(const char* argument, const std::string& text) {
    const auto value = from_word<Enum>(text);
    if (!value)
        throw Error{ErrorCode::invalid_args, std::string(argument) + " takes one of: " +
                                                 choices<Enum>() + "; not " + quoted(text)};
    return *value;
}

void check_text(const std::string& argument, const std::string& given, std::size_t longest) {
    // In bytes: it must fit what goes over the wire.
    if (given.size() > longest)
        throw Error{ErrorCode::invalid_args,
                    "The " + argument + " is longer than " + std::to_string(longest) + " bytes"};
    // In a header it would end the line and begin another.
    if (has_control_characters(given))
        throw Error{ErrorCode::invalid_args,
                    "The " + argument + " must not contain control characters"};
}

void check_user(const Credential& credential) {
    const auto& user = credential.user;
    const bool needed =
        credential.scheme == AuthScheme::basic || credential.scheme == AuthScheme::digest;
    if (needed && user.empty()) throw Error{ErrorCode::invalid_args, "A user name is missing"};
    // RFC 7617, 2: the password begins after the first one.
    if (credential.scheme == AuthScheme::basic && user.find(':') != std::string::npos)
        throw Error{ErrorCode::invalid_args, "The user name of scheme basic has no colon in it"};
    if (credential.scheme == AuthScheme::bearer && !user.empty())
        throw Error{ErrorCode::invalid_args,
                    "Scheme bearer takes a token as the password and no user name"};
    if (credential.scheme == AuthScheme::bearer && credential.password.empty())
        throw Error{ErrorCode::invalid_args, "The token is missing"};
    // It would be kept and never used: tickets are had from the owner's cache alone.
    const bool said = !user.empty() || !credential.password.empty();
    if (credential.scheme == AuthScheme::negotiate && said)
        throw Error{ErrorCode::not_supported,
                    "Scheme negotiate uses the owner's Kerberos ticket; it takes no user name and "
                    "no password"};
}

}  // namespace

void wipe(HttpSecrets& secrets) {
    for (auto& credential : secrets.credentials) {
        wipe(credential.user);
        wipe(credential.password);
    }
    for (auto& header : secrets.headers) wipe(header);
    secrets = {};
}

Credential without_secret(const std::string& target, const std::string& scheme) {
    return {.target = picked<AuthTarget>("target", target),
            .scheme = picked<AuthScheme>("scheme", scheme),
            .user = {},
            .password = {}};
}

Credential checked(CredentialWords words) {
    auto credential = without_secret(words.target, words.scheme);
    if (credential.target == AuthTarget::proxy && credential.scheme == AuthScheme::bearer)
        throw Error{ErrorCode::not_supported, "Scheme bearer is not supported at a proxy"};
    credential.user = std::move(words.user);
    credential.password = std::move(words.password);
    check_text("user name", credential.user, longest_user * 4);
    if (characters(credential.user) > longest_user)
        throw Error{ErrorCode::invalid_args, "The user name is longer than 300 characters"};
    check_text("password", credential.password, longest_password);
    check_user(credential);
    return credential;
}

}  // namespace transferd::core
