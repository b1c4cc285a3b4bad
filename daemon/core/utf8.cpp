// SPDX-License-Identifier: MIT
#include "core/utf8.hpp"

namespace transferd::core {

std::size_t utf8_sequence(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const auto first = byte(0);
    if (first < 0x80U) return first == 0 ? 0 : 1;
    if (first >= 0xC2U && first <= 0xDFU && continues(1)) return 2;
    if (first >= 0xE0U && first <= 0xEFU && continues(1) && continues(2)) {
        const bool overlong = first == 0xE0U && byte(1) < 0xA0U;
        const bool surrogate = first == 0xEDU && byte(1) >= 0xA0U;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xF0U && first <= 0xF4U && continues(1) && continues(2) && continues(3)) {
        const bool overlong = first == 0xF0U && byte(1) < 0x90U;
        const bool too_large = first == 0xF4U && byte(1) >= 0x90U;
        return overlong || too_large ? 0 : 4;
    }
    return 0;
}

}  // namespace transferd::core
