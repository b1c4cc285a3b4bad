// SPDX-License-Identifier: MIT
// Through which proxy a job goes to its servers.
#pragma once

#include "core/words.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace transferd::core {

/// `system`: what the policy says or, in session mode where that says nothing, the environment.
enum class ProxyMode { system, none, own };

template <>
inline constexpr std::array words_of<ProxyMode> = {
    WordPair<ProxyMode>{ProxyMode::system, "system"},
    WordPair<ProxyMode>{ProxyMode::none, "none"},
    WordPair<ProxyMode>{ProxyMode::own, "override"},
};

/// As the owner of a job sets it; URL and list hold with ProxyMode::own.
struct ProxyOptions {
    ProxyMode mode = ProxyMode::system;
    /// `http://HOST:PORT` or `https://HOST:PORT`.
    std::string url{};
    std::vector<std::string> bypass{};

    bool operator==(const ProxyOptions&) const = default;
};

/// What holds in the end. Empty URLs: straight to the server.
struct ProxyChoice {
    std::string for_http{};
    std::string for_https{};
    /// Hosts, domains, addresses and networks that are asked without a proxy; `*` is all.
    std::vector<std::string> bypass{};

    bool operator==(const ProxyChoice&) const = default;
};

/// A sentence's end ("takes ...") why it is no proxy; empty: it is one. Without a user name:
/// settings and policy are readable by others than the one whose password that is.
std::string_view proxy_url_error(std::string_view url);

/// The same of one entry of a list of what needs no proxy.
std::string_view proxy_bypass_error(std::string_view entry);

/// Throws InvalidArgs where the parts do not fit each other.
void check_together(const ProxyOptions& proxy);

}  // namespace transferd::core
