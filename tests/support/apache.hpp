// SPDX-License-Identifier: MIT
// A real Apache httpd over a directory of files.
#pragma once

#include "support/web_server.hpp"

namespace transferd::test {

class Apache {
  public:
    explicit Apache(const std::filesystem::path& files);

    [[nodiscard]] std::uint16_t port(Protocol protocol) const;

  private:
    WebServer server_;
};

}  // namespace transferd::test
