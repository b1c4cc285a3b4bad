// SPDX-License-Identifier: MIT
// The input is a URL as a client gives it.
#include "core/error.hpp"
#include "core/new_file.hpp"
#include "fuzz/one_input.hpp"
#include "worker/http/field_values.hpp"
#include "worker/http/origin.hpp"
#include "worker/http/url_check.hpp"

#include <string>

namespace transferd::fuzz {

namespace {

const std::vector<core::Scheme> both = {core::Scheme::https, core::Scheme::http};

/// What the broker says before the worker is asked.
bool broker_takes(const std::string& url) {
    try {
        return core::file_entries({{url, "/file", {}}}, {0}).front().url == url;
    } catch (const core::Error& error) {
        require_sentence(error.what());
        return false;
    }
}

/// The parts as RFC 3986 has them, read without libcurl.
void check(const std::string& url) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-.";
    const auto mark = url.find("://");
    require(mark != std::string::npos, "a URL has an authority");
    const auto scheme = url.substr(0, mark);
    const bool https = worker::equal_ignoring_case(scheme, "https");
    require(https || worker::equal_ignoring_case(scheme, "http"), "only HTTP is taken");
    require(worker::url_error(url, {core::Scheme::https}).empty() == https,
            "a scheme that the policy forbids is not taken");
    auto authority = url.substr(mark + 3, url.find_first_of("/?#", mark + 3) - mark - 3);
    const auto at = authority.rfind('@');
    if (at != std::string::npos) {
        require(authority.find_first_not_of(':') >= at, "there is no user name and no password");
        authority.erase(0, at + 1);
    }
    require(!authority.empty(), "a host is named");
    const auto host = authority.substr(0, authority.find(':'));
    // Numbers and escapes have many spellings; names have one.
    if (!host.empty() && host.find_first_not_of(letters) == std::string::npos)
        require(worker::equal_ignoring_case(worker::origin_of(url).host, host),
                "what is connected to is what is written");
}

}  // namespace

void one_input(std::string_view input) {
    const std::string url(input);
    if (!broker_takes(url)) return;
    const auto error = worker::url_error(url, both);
    if (error.empty()) return check(url);
    require_sentence(error);
    const auto query = url.find('?');
    require(query == std::string::npos || url.size() - query < 8 ||
                error.find(url.substr(query)) == std::string::npos,
            "the query is not repeated");
}

}  // namespace transferd::fuzz
