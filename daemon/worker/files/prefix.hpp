// SPDX-License-Identifier: MIT
// How far a file is there without a gap, while its bytes come in any order.
#pragma once

#include <cstdint>
#include <map>

namespace transferd::worker {

class Prefix {
  public:
    Prefix() = default;
    explicit Prefix(std::uint64_t end) : end_(end) {}

    /// The bytes from `begin` up to `end` are there.
    void add(std::uint64_t begin, std::uint64_t end);
    /// What lies behind a gap no longer counts.
    void forget_later() { later_.clear(); }
    [[nodiscard]] std::uint64_t end() const noexcept { return end_; }
    /// The bytes behind the first gap.
    [[nodiscard]] std::uint64_t later() const;

  private:
    std::uint64_t end_ = 0;
    /// Behind the first gap: from where up to where.
    std::map<std::uint64_t, std::uint64_t> later_;
};

}  // namespace transferd::worker
