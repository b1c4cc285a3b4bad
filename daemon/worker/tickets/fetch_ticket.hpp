// SPDX-License-Identifier: MIT
// The Kerberos ticket for a web server or proxy, from the owner's own cache or key.
#pragma once

#include "core/failure.hpp"

#include <optional>
#include <string>

namespace transferd::worker {

/// Has the ticket in the owner's cache, where libcurl finds it; none: it is there. Asks the realm
/// where it has to, and may take a minute where nobody answers: never from the loop.
std::optional<core::Failure> fetch_ticket(const std::string& host);

}  // namespace transferd::worker
