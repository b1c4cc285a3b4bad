// SPDX-License-Identifier: MIT
// libcurl's verdicts as failures of a job.
#pragma once

#include "core/failure.hpp"

#include <cstdint>
#include <string>

#include <curl/curl.h>

namespace transferd::worker {

struct CurlOutcome {
    CURLcode code{};
    /// errno of the connection attempt; 0: none.
    int system_error{};
    /// A proxy's answer to CONNECT; 0: none.
    std::uint32_t connect_status{};
    /// The last response was a redirect that curl was to follow.
    bool redirecting{};
    /// A server was reached.
    bool connected{};
    /// As Origin::shown() names it.
    std::string host{};
    /// The proxy was not reached, or did not take the connection.
    bool at_proxy{};
    /// What curl wrote to its error buffer.
    std::string detail{};
    /// Of the job; empty: none.
    std::string authorities_file{};
    std::string client_certificate{};
};

/// For every code but CURLE_OK; those that only a mistake of ours brings are connection-lost, so
/// that a retry is made. The message is one sentence with the host and nothing else of the URL.
core::Failure failure_of(const CurlOutcome& outcome);

}  // namespace transferd::worker
