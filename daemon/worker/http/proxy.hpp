// SPDX-License-Identifier: MIT
// The proxy of a request. curl never looks for one by itself.
#pragma once

#include "core/proxy_options.hpp"
#include "worker/http/curl_handles.hpp"

#include <string>

namespace transferd::worker {

/// That for this URL; empty: none.
const std::string& proxy_for(const std::string& url, const core::ProxyChoice& choice);

/// Also where there is none: else curl would take what the environment says.
void set_proxy(CURL* easy, const std::string& proxy, const core::ProxyChoice& choice);

/// Whether curl's text about a connection that was not made is about the one to this proxy.
bool is_about(const std::string& detail, const std::string& proxy);

}  // namespace transferd::worker
