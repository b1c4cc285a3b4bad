// SPDX-License-Identifier: MIT
// What a client is told of a file that its worker could not handle.
#pragma once

#include "core/error.hpp"
#include "core/failure.hpp"
#include "core/job.hpp"

namespace transferd::core {

/// AccessDenied or DestinationUnavailable; `of_the_name` where the name itself is the trouble.
ErrorCode refusal_code(const Failure& failure, ErrorCode of_the_name);

/// Throws AccessDenied where what is asked for would run as somebody who is not the job's owner,
/// or as nobody.
void require_owner(const Job& job);

}  // namespace transferd::core
