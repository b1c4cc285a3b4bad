// SPDX-License-Identifier: MIT
// Secrets under AES-256-GCM: a random nonce each, and job, owner and field as what goes with it.
#pragma once

#include "broker/secrets/key.hpp"
#include "core/vault.hpp"

namespace transferd::broker {

class AesVault final : public core::Vault {
  public:
    explicit AesVault(const FoundKey& key);

    [[nodiscard]] const std::string& closed() const override { return closed_; }
    /// Throws std::system_error where the machine has no random bytes.
    [[nodiscard]] std::string seal(const core::SecretPlace& place, std::string_view plain) override;
    [[nodiscard]] std::optional<std::string> open(const core::SecretPlace& place,
                                                  std::string_view sealed) const override;

  private:
    Key key_;
    std::string closed_;
};

}  // namespace transferd::broker
