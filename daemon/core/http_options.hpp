// SPDX-License-Identifier: MIT
// How a job speaks to its servers: whom it trusts, and where it lets itself be sent to.
#pragma once

#include "core/words.hpp"

#include <array>
#include <string>

namespace transferd::core {

/// `report`: as allow, and where it ended becomes the file's URL.
enum class RedirectPolicy { allow, report, deny };

template <>
inline constexpr std::array words_of<RedirectPolicy> = {
    WordPair<RedirectPolicy>{RedirectPolicy::allow, "allow"},
    WordPair<RedirectPolicy>{RedirectPolicy::report, "report"},
    WordPair<RedirectPolicy>{RedirectPolicy::deny, "deny"},
};

struct TlsOptions {
    /// Absolute paths of PEM files, which the owner's worker reads. The only authorities that are
    /// trusted; empty: the system's.
    std::string ca_file{};
    std::string client_certificate{};
    /// Empty: it is in the certificate's file.
    std::string client_key{};
    /// `sha256//BASE64` of the server's public key, or several joined by `;`; empty: any key.
    std::string pinned_key{};

    bool operator==(const TlsOptions&) const = default;
};

struct HttpOptions {
    RedirectPolicy redirect_policy = RedirectPolicy::allow;
    /// What began encrypted, or was once, may go on in clear.
    bool redirect_https_to_http{};
    TlsOptions tls{};

    bool operator==(const HttpOptions&) const = default;
};

}  // namespace transferd::core
