// SPDX-License-Identifier: MIT
// What a redirect does to a request.
#pragma once

#include <cstdint>
#include <string_view>

namespace transferd::worker {

/// RFC 9110, 15.4: whether the request that follows a redirect of that status is a GET.
bool becomes_get(std::string_view method, std::uint32_t status);

}  // namespace transferd::worker
