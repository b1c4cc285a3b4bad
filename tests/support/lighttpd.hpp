// SPDX-License-Identifier: MIT
// A real lighttpd over a directory of files.
#pragma once

#include "support/web_server.hpp"

namespace transferd::test {

class Lighttpd {
  public:
    explicit Lighttpd(const std::filesystem::path& files);

    [[nodiscard]] std::uint16_t port(Protocol protocol) const;

  private:
    // HTTP/2 is for all of a lighttpd or for none.
    WebServer with_http2_;
    WebServer without_http2_;
};

}  // namespace transferd::test
