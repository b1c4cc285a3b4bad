// SPDX-License-Identifier: MIT
// Where a URL goes to, and nothing of what it says there.
#pragma once

#include <string>

namespace transferd::worker {

/// Empty strings for what is no URL.
struct Origin {
    std::string scheme;
    /// Lower case; IPv6 addresses in brackets.
    std::string host;
    /// Of the scheme where the URL has none.
    std::string port;

    /// For messages: "example.org", "example.org:8080". Never user name, path or query.
    [[nodiscard]] std::string shown() const;
    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 misreads defaulted comparisons.
    auto operator<=>(const Origin&) const = default;
};

/// By libcurl's URL API, so that what is counted and named is what is connected to.
Origin origin_of(const std::string& url);

bool is_https(const std::string& url);

}  // namespace transferd::worker
