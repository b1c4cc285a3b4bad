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

/// What of a server's certificate is not looked at, and what is looked at besides.
struct TlsFlags {
    /// The server must bring a good OCSP answer with its certificate.
    bool check_revocation{};
    bool ignore_host{};
    bool ignore_date{};
    /// Any authority is good, also none.
    bool ignore_ca{};

    /// Somebody else may pass for the server.
    [[nodiscard]] bool ignore_something() const { return ignore_host || ignore_date || ignore_ca; }
    bool operator==(const TlsFlags&) const = default;
};

struct TlsOptions {
    TlsFlags flags{};
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

inline constexpr const char* default_method = "GET";

struct HttpOptions {
    /// Of every request.
    std::string method = default_method;
    /// The server need not tell the size, and nothing is kept of a transfer that breaks off.
    bool dynamic_content{};
    RedirectPolicy redirect_policy = RedirectPolicy::allow;
    /// What began encrypted, or was once, may go on in clear.
    bool redirect_https_to_http{};
    TlsOptions tls{};

    /// Else another request is another action, which must not be made by itself.
    [[nodiscard]] bool has_default_method() const { return method == default_method; }
    /// Whether a transfer may go on where one broke off; else the file starts over.
    [[nodiscard]] bool can_resume() const { return has_default_method() && !dynamic_content; }
    bool operator==(const HttpOptions&) const = default;
};

}  // namespace transferd::core
