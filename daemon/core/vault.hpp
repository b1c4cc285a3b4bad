// SPDX-License-Identifier: MIT
// Port: seals what must not be readable where it is kept.
#pragma once

#include "core/ids.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace transferd::core {

/// Where a secret belongs. Sealed, it opens nowhere else.
struct SecretPlace {
    JobId job;
    Uid owner;
    std::string_view field;
};

class Vault {
  public:
    Vault() = default;
    Vault(const Vault&) = delete;
    Vault& operator=(const Vault&) = delete;
    virtual ~Vault() = default;

    /// A sentence why nothing can be sealed or opened; empty: it can.
    [[nodiscard]] virtual const std::string& closed() const = 0;
    /// Not of a vault that is closed.
    [[nodiscard]] virtual std::string seal(const SecretPlace& place, std::string_view plain) = 0;
    /// None: sealed with another key, for another place, or damaged.
    [[nodiscard]] virtual std::optional<std::string> open(const SecretPlace& place,
                                                          std::string_view sealed) const = 0;
};

}  // namespace transferd::core
