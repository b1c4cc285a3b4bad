// SPDX-License-Identifier: MIT
// Whether a URL is one that may be fetched, by libcurl's URL API: what is checked is what is
// connected to.
#pragma once

#include "core/policy.hpp"

#include <string>
#include <vector>

namespace transferd::worker {

/// Empty: it is good. Else one sentence that names the URL, without what may be secret in it.
std::string url_error(const std::string& url, const std::vector<core::Scheme>& allowed);

}  // namespace transferd::worker
