// SPDX-License-Identifier: MIT
#include "core/value.hpp"
#include "fuzz/one_input.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace transferd::fuzz {

void require(bool holds, std::string_view sentence) {
    if (holds) return;
    std::fprintf(stderr, "It must hold that %.*s.\n", static_cast<int>(sentence.size()),
                 sentence.data());
    std::abort();
}

void require_sentence(std::string_view text) {
    constexpr std::size_t longest = 600;
    require(!text.empty(), "a refusal says why");
    require(text.size() <= longest, "a refusal does not repeat its input whole");
    require(!core::has_control_characters(text), "a refusal holds no control character");
}

std::string_view cut(std::string_view& rest, char end) {
    const auto front = rest.substr(0, rest.find(end));
    rest.remove_prefix(std::min(front.size() + 1, rest.size()));
    return front;
}

}  // namespace transferd::fuzz

// libFuzzer's name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) noexcept {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    transferd::fuzz::one_input({reinterpret_cast<const char*>(data), size});
    return 0;
}
