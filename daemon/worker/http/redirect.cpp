// SPDX-License-Identifier: MIT
#include "worker/http/redirect.hpp"

#include <algorithm>
#include <array>

namespace transferd::worker {

bool is_redirect(const ResponseHead& head) {
    constexpr std::array redirects{301U, 302U, 303U, 307U, 308U};
    return std::find(redirects.begin(), redirects.end(), head.status()) != redirects.end() &&
           head.field("Location").present;
}

bool becomes_get(std::string_view method, std::uint32_t status) {
    constexpr std::uint32_t moved = 301;
    constexpr std::uint32_t found = 302;
    constexpr std::uint32_t see_other = 303;
    return status == see_other || ((status == moved || status == found) && method == "POST");
}

}  // namespace transferd::worker
