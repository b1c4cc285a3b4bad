// SPDX-License-Identifier: MIT
// A digest over bytes that come in pieces, whose state outlives the process.
#pragma once

#include "core/file_entry.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

namespace transferd::worker {

/// A value: a copy goes on by itself.
class Hasher {
  public:
    explicit Hasher(core::DigestAlgorithm algorithm);

    void update(std::span<const std::byte> data);

    /// Of the bytes so far, lower case; more may follow.
    [[nodiscard]] std::string hex() const;
    /// Bytes hashed so far.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

    /// For restore(): any bytes, NUL included.
    [[nodiscard]] std::string save() const;
    /// None where `saved` is not a state of this algorithm, this nettle and this machine: then the
    /// bytes are hashed again.
    static std::optional<Hasher> restore(core::DigestAlgorithm algorithm, std::string_view saved);

  private:
    using Context = std::variant<md5_ctx, sha1_ctx, sha256_ctx, sha512_ctx>;

    [[nodiscard]] std::string header() const;

    core::DigestAlgorithm algorithm_;
    std::uint64_t bytes_ = 0;
    Context context_;
};

}  // namespace transferd::worker
