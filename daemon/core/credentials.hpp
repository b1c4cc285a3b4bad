// SPDX-License-Identifier: MIT
// As whom a job logs in at its servers and at its proxy.
#pragma once

#include "core/words.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace transferd::core {

enum class AuthTarget { server, proxy };
enum class AuthScheme { basic, digest, ntlm, negotiate, bearer };

template <>
inline constexpr std::array words_of<AuthTarget> = {
    WordPair<AuthTarget>{AuthTarget::server, "server"},
    WordPair<AuthTarget>{AuthTarget::proxy, "proxy"},
};
template <>
inline constexpr std::array words_of<AuthScheme> = {
    WordPair<AuthScheme>{AuthScheme::basic, "basic"},
    WordPair<AuthScheme>{AuthScheme::digest, "digest"},
    WordPair<AuthScheme>{AuthScheme::ntlm, "ntlm"},
    WordPair<AuthScheme>{AuthScheme::negotiate, "negotiate"},
    WordPair<AuthScheme>{AuthScheme::bearer, "bearer"},
};

struct Credential {
    AuthTarget target{};
    AuthScheme scheme{};
    std::string user;
    /// With bearer, the token.
    std::string password;
    bool operator==(const Credential&) const = default;
};

/// What is only in clear on its way to the server: in no file, property, setting or line of a log.
struct HttpSecrets {
    std::vector<Credential> credentials{};
    /// "Name: value".
    std::vector<std::string> headers{};
    bool operator==(const HttpSecrets&) const = default;
};

void wipe(HttpSecrets& secrets);

/// A call's arguments as they came.
struct CredentialWords {
    std::string target;
    std::string scheme;
    std::string user;
    std::string password;
};

/// Throws InvalidArgs or NotSupported; no message repeats user or password.
Credential checked(CredentialWords words);
/// The same of target and scheme alone.
Credential without_secret(const std::string& target, const std::string& scheme);

}  // namespace transferd::core
