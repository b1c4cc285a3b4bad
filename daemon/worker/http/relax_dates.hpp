// SPDX-License-Identifier: MIT
// Forgives a certificate its date or its authority, and nothing else; curl alone could only forgive
// everything at once.
#pragma once

#include "core/http_options.hpp"
#include "worker/http/curl_handles.hpp"

namespace transferd::worker {

/// `flags` outlives the handle. Its connections and TLS sessions are used by nobody else: curl does
/// not know what was forgiven.
void relax_verification(CURL* easy, const core::TlsFlags& flags);

}  // namespace transferd::worker
