// SPDX-License-Identifier: MIT
// login_server.py: a server that wants a login, and a proxy that may want one.
#pragma once

#include "support/process.hpp"

#include <string>

namespace transferd::test {

inline const std::string login_user = "me";
inline const std::string login_password = "secret-canary";
inline const std::string login_token = "token-canary";

class LoginServer {
  public:
    /// `proxy`: what the proxy wants: none, basic, digest, ntlm, or refuse, which forwards nothing.
    explicit LoginServer(const std::string& proxy = "none");

    [[nodiscard]] std::string url(const std::string& target) const;
    /// As ProxyUrl takes it.
    [[nodiscard]] std::string proxy_url() const;
    [[nodiscard]] std::string body() const;

    /// How many requests so far have `text` in them; each is a line of JSON with method, target and
    /// headers.
    [[nodiscard]] std::size_t with(const std::string& text);

  private:
    /// Every request that was answered before this call is in the record after it.
    void settle();

    Process process_;
    std::string port_;
    int marks_{};
};

}  // namespace transferd::test
