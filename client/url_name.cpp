// SPDX-License-Identifier: MIT
#include "client/url_name.hpp"

#include "client/client_error.hpp"
#include "client/text.hpp"

#include <charconv>

namespace transferd::client {
namespace {

// NAME_MAX of Linux file systems.
constexpr std::size_t longest_name = 255;

[[noreturn]] void refuse(std::string_view why) {
    throw ClientError{ExitCode::usage, "the URL " + std::string{why} +
                                           "; say where to save it: transferctl download URL PATH"};
}

std::string_view last_segment(std::string_view url) {
    url = url.substr(0, url.find_first_of("?#"));
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        refuse("has no scheme such as https://");
    }
    url.remove_prefix(scheme + 3);
    const auto path = url.find('/');
    if (path == std::string_view::npos) {
        refuse("names no file");
    }
    return url.substr(url.rfind('/') + 1);
}

std::string decoded(std::string_view segment) {
    std::string name;
    while (!segment.empty()) {
        if (segment.front() != '%') {
            name += segment.front();
            segment.remove_prefix(1);
            continue;
        }
        const std::string_view digits = segment.substr(1, 2);
        unsigned char byte = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (error != std::errc{} || end - digits.data() != 2) {
            refuse("has a percent sign without two hexadecimal digits in its file name");
        }
        name += static_cast<char>(byte);
        segment.remove_prefix(3);
    }
    return name;
}

void check(std::string_view name) {
    if (name.empty() || name == "." || name == "..") {
        refuse("names no file");
    }
    if (name.size() > longest_name) {
        refuse("ends in a name that is too long for a file");
    }
    while (!name.empty()) {
        const auto character = take_character(name);
        if (!character || *character == U'/' || is_control(*character)) {
            refuse("ends in a name that is unsafe for a file");
        }
    }
}

}  // namespace

std::string name_from_url(std::string_view url) {
    std::string name = decoded(last_segment(url));
    check(name);
    return name;
}

}  // namespace transferd::client
