// SPDX-License-Identifier: MIT
#include "worker/http/redirect.hpp"

namespace transferd::worker {

bool becomes_get(std::string_view method, std::uint32_t status) {
    constexpr std::uint32_t moved = 301;
    constexpr std::uint32_t found = 302;
    constexpr std::uint32_t see_other = 303;
    return status == see_other || ((status == moved || status == found) && method == "POST");
}

}  // namespace transferd::worker
