// SPDX-License-Identifier: MIT
// What curl cannot say of TLS: that a certificate is forgiven its date or its authority and nothing
// else, where it would forgive everything; and whether a connection said that it ends, or just did.
#pragma once

#include "core/http_options.hpp"
#include "worker/http/curl_handles.hpp"

namespace transferd::worker {

struct TlsContext {
    const core::TlsFlags& flags;
    /// Nobody else says where the body ends.
    bool end_matters{};
    /// The server has said, on the last connection that was made, that nothing more comes.
    bool ended{};
};

/// `context` outlives the handle. Where it is of use, connections and TLS sessions are the handle's
/// alone: curl knows neither what was forgiven nor whose the end is.
void set_tls_context(CURL* easy, TlsContext& context);

}  // namespace transferd::worker
