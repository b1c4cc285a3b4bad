// SPDX-License-Identifier: MIT
// What a client is told of a file that its worker could not handle.
#pragma once

#include "core/error.hpp"
#include "core/failure.hpp"

namespace transferd::core {

/// AccessDenied or DestinationUnavailable; `of_the_name` where the name itself is the trouble.
ErrorCode refusal_code(const Failure& failure, ErrorCode of_the_name);

}  // namespace transferd::core
