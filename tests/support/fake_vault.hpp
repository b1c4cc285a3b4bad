// SPDX-License-Identifier: MIT
// A vault whose seal everybody can look through: it says what is in it and where it belongs.
#pragma once

#include "core/vault.hpp"

#include <string>

namespace transferd::test {

class FakeVault final : public core::Vault {
  public:
    [[nodiscard]] const std::string& closed() const override { return closed_; }
    [[nodiscard]] std::string seal(const core::SecretPlace& place,
                                   std::string_view plain) override {
        return mark(place).append(plain);
    }
    [[nodiscard]] std::optional<std::string> open(const core::SecretPlace& place,
                                                  std::string_view sealed) const override {
        const auto begin = mark(place);
        if (!sealed.starts_with(begin)) return std::nullopt;
        return std::string(sealed.substr(begin.size()));
    }

    void close(std::string why) { closed_ = std::move(why); }
    /// Nothing that was sealed before opens any more.
    void change_key() { key_ += "'"; }

  private:
    [[nodiscard]] std::string mark(const core::SecretPlace& place) const {
        return key_ + "/" + std::to_string(place.job.value) + "/" +
               std::to_string(place.owner.value) + "/" + std::string(place.field) + "=";
    }

    std::string closed_;
    std::string key_ = "sealed";
};

}  // namespace transferd::test
