// SPDX-License-Identifier: MIT
#include "broker/environment_proxy.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace transferd::broker {

namespace {

std::string first_of(const Variable& variable, std::initializer_list<const char*> names) {
    for (const auto* name : names)
        if (const char* value = variable(name); value != nullptr && *value != '\0') return value;
    return {};
}

std::vector<std::string> entries_of(std::string_view list) {
    constexpr std::string_view between = ", \t";
    std::vector<std::string> entries;
    while (!list.empty()) {
        const auto entry = list.substr(0, list.find_first_of(between));
        list.remove_prefix(std::min(entry.size() + 1, list.size()));
        if (!entry.empty()) entries.emplace_back(entry);
    }
    return entries;
}

}  // namespace

/// HTTP_PROXY in capitals is nobody's wish: to a CGI program it is a header of a request.
core::ProxyChoice environment_proxy(const Variable& variable) {
    const auto all = first_of(variable, {"all_proxy", "ALL_PROXY"});
    core::ProxyChoice choice{.for_http = first_of(variable, {"http_proxy"}),
                             .for_https = first_of(variable, {"https_proxy", "HTTPS_PROXY"}),
                             .bypass = entries_of(first_of(variable, {"no_proxy", "NO_PROXY"}))};
    if (choice.for_http.empty()) choice.for_http = all;
    if (choice.for_https.empty()) choice.for_https = all;
    return choice;
}

}  // namespace transferd::broker
