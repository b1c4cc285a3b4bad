// SPDX-License-Identifier: MIT
// hostile_server.py: a server over TLS that breaks the rules of TLS, HTTP/2 or HTTP/1.1.
#pragma once

#include "support/process.hpp"

#include <cstddef>
#include <string>

namespace transferd::test {

class HostileServer {
  public:
    /// `deed`: what is done to the first `times` requests; those after get what body() says.
    explicit HostileServer(const std::string& deed, int times = 1,
                           const std::string& certificate = "server");

    [[nodiscard]] std::string url(const std::string& host = "127.0.0.1") const {
        return "https://" + host + ":" + port_ + "/file";
    }
    [[nodiscard]] static std::string body();
    /// How many requests there were until the first that went well.
    [[nodiscard]] std::size_t requests_until_well();

  private:
    Process process_;
    std::string port_;
};

}  // namespace transferd::test
