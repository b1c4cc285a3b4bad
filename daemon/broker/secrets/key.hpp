// SPDX-License-Identifier: MIT
// The one key that all secrets of all jobs are sealed with, and where it comes from.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>

namespace transferd::broker {

/// Wiped at its end.
class Key {
  public:
    static constexpr std::size_t size = 32;

    Key() = default;
    Key(const Key&) = default;
    Key& operator=(const Key&) = default;
    ~Key();

    std::array<std::uint8_t, size> bytes{};
};

/// The key, or a sentence why there is none.
using FoundKey = std::variant<Key, std::string>;

struct KeyPlaces {
    /// $CREDENTIALS_DIRECTORY; empty: not given. What is in it as `transferd.key` is the key.
    std::string credentials_directory;
    /// Session mode: of this user's, mode 0600, made where it is missing. Empty: none but the
    /// system's credential will do.
    std::string file;
};

FoundKey find_key(const KeyPlaces& places);

}  // namespace transferd::broker
