// SPDX-License-Identifier: MIT
// A request as it came: what tests look at and what answers are planned from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace transferd::test {

struct Request {
    std::string method;
    std::string target;
    /// Names in lower case; of repeated ones the last.
    std::map<std::string, std::string> headers;

    /// Empty where there is no such header; the name in lower case.
    [[nodiscard]] std::string header(const std::string& name) const;
};

/// "bytes=FIRST-" or "bytes=FIRST-LAST".
struct RequestedRange {
    std::uint64_t first{};
    std::optional<std::uint64_t> last{};
};

/// The head without its closing empty line.
std::optional<Request> parse_request(std::string_view head);

/// None where the request has no Range or one that this server does not know.
std::optional<RequestedRange> requested_range(const Request& request);

}  // namespace transferd::test
