// SPDX-License-Identifier: MIT
// Reads a row column by column and believes none of it: the file may have been written by anybody.
#pragma once

#include "broker/store/database.hpp"
#include "core/time.hpp"
#include "core/words.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace transferd::broker {

/// A row that cannot have been written by us; the message names the column.
class StoredError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Every read takes the next column; throws StoredError.
class Stored {
  public:
    explicit Stored(const Row& row, int first = 0) : row_(row), column_(first) {}

    /// Any 64 bits.
    std::uint64_t bits();

    template <std::integral Number>
    Number number() {
        const auto value = signed_number();
        if (!std::in_range<Number>(value)) refuse("is out of range");
        return static_cast<Number>(value);
    }
    bool flag();
    /// At most `longest` bytes, and any: a server may have said them.
    std::string text(std::size_t longest);
    /// A text without control characters.
    std::string line(std::size_t longest);
    std::string blob(std::size_t longest);
    /// Between 1970 and 9999.
    core::WallTime time();
    /// Not negative and less than 10,000 years.
    core::microseconds span();

    template <class Enum>
    Enum word() {
        const auto known = core::from_word<Enum>(text(longest_word));
        if (!known) refuse("is none of: " + core::choices<Enum>());
        return *known;
    }

    /// `maybe([](Stored& s) { return s.time(); })`: none where the column is NULL.
    template <std::invocable<Stored&> Read>
    std::optional<std::invoke_result_t<Read, Stored&>> maybe(Read read) {
        if (skip_null()) return std::nullopt;
        return read(*this);
    }

    /// Throws StoredError about the column that was read last.
    [[noreturn]] void refuse(const std::string& why) const;

  private:
    static constexpr std::size_t longest_word = 64;

    std::int64_t signed_number();
    bool skip_null();
    int next() { return column_++; }

    const Row& row_;
    int column_;
};

}  // namespace transferd::broker
