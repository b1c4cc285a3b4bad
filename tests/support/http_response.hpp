// SPDX-License-Identifier: MIT
// What the test server will send for a request: planned as a value before a byte is sent.
#pragma once

#include "support/http_request.hpp"
#include "support/http_resource.hpp"

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>

namespace transferd::test {

struct Response {
    /// Status line and headers, the empty line included.
    std::string head{};
    std::uint64_t seed{};
    /// The body is [offset, end) of the version.
    std::uint64_t offset{};
    std::uint64_t end{};
    bool chunked{};
    bool close{};
    bool endless_headers{};
    std::uint64_t rate{};
    std::optional<std::uint64_t> stall_after{};
    std::optional<std::uint64_t> cut_after{};
};

/// `nth` counts the requests for this resource from 1; `now` is what Date says without skew.
Response plan_response(const Resource& resource, const Request& request, unsigned nth,
                       std::time_t now);

/// For a target that nobody serves.
Response not_found();

}  // namespace transferd::test
