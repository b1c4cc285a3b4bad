// SPDX-License-Identifier: MIT
// Secrets leave no copy behind in memory that is given back.
#pragma once

#include <cstddef>
#include <string>

namespace transferd::core {

/// Volatile, so that the compiler does not leave out writes that nobody reads.
inline void wipe(char* bytes, std::size_t size) {
    volatile char* each = bytes;
    for (std::size_t i = 0; i < size; ++i) each[i] = 0;
}

inline void wipe(std::string& text) {
    wipe(text.data(), text.size());
    text.clear();
}

}  // namespace transferd::core
