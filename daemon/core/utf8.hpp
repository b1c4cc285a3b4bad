// SPDX-License-Identifier: MIT
// Which bytes are UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace transferd::core {

/// The length of the UTF-8 sequence that `text` begins with; 0: it begins with none. A zero byte is
/// none: no bus carries it.
std::size_t utf8_sequence(std::string_view text);

}  // namespace transferd::core
