// SPDX-License-Identifier: MIT
// Certificates of an authority that nobody else knows, made by openssl once per test program.
#pragma once

#include "support/temp_dir.hpp"

#include <filesystem>
#include <string>

namespace transferd::test {

class Certificates {
  public:
    static const Certificates& made();

    /// "ca", "stranger": authorities. Signed by ca: "server" for 127.0.0.1, "elsewhere" for another
    /// host, "expired", "client", "weak-key" of 1024 bits, "weak-digest" with SHA-1.
    [[nodiscard]] std::filesystem::path certificate(const std::string& name) const;
    [[nodiscard]] std::filesystem::path key(const std::string& name) const;
    [[nodiscard]] std::filesystem::path directory() const { return directory_.path(); }
    /// Of the key of "server", as TlsPinnedKey takes it.
    [[nodiscard]] std::string pinned_key() const;

  private:
    Certificates();

    TempDir directory_;
};

}  // namespace transferd::test
