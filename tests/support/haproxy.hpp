// SPDX-License-Identifier: MIT
// A real HAProxy in front of servers that speak HTTP/1 in clear on 127.0.0.1.
#pragma once

#include "support/web_server.hpp"

namespace transferd::test {

class HaProxy {
  public:
    /// Each is reached over every protocol.
    explicit HaProxy(const std::vector<std::uint16_t>& behind);

    /// Reads and writes HTTP itself: what is not HTTP does not come through.
    [[nodiscard]] std::uint16_t port(std::uint16_t behind, Protocol protocol) const;
    /// Ends TLS and knows nothing of what is inside: every byte comes through.
    [[nodiscard]] std::uint16_t tls_port(std::uint16_t behind) const;

  private:
    WebServer server_;
};

}  // namespace transferd::test
