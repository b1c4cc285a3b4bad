// SPDX-License-Identifier: MIT
// What a redirect is, and what it does to a request.
#pragma once

#include "worker/http/response_head.hpp"

#include <cstdint>
#include <string_view>

namespace transferd::worker {

bool is_redirect(const ResponseHead& head);

/// RFC 9110, 15.4: whether the request that follows a redirect of that status is a GET.
bool becomes_get(std::string_view method, std::uint32_t status);

}  // namespace transferd::worker
