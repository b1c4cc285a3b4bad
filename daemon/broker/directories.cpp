// SPDX-License-Identifier: MIT
#include "broker/directories.hpp"

#include <cstdlib>
#include <stdexcept>

#include <fmt/format.h>

namespace transferd::broker {

std::string given(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::string given_directory(const char* name, const std::string& usual) {
    const auto directory = given(name);
    return directory.starts_with('/') ? directory : usual;
}

std::string user_directory(const char* name, const std::string& fallback) {
    const auto directory = given(name);
    if (directory.starts_with('/')) return directory + "/transferd";
    const auto home = given("HOME");
    if (!home.starts_with('/'))
        throw std::runtime_error(fmt::format("Neither {} nor HOME is set", name));
    return fmt::format("{}/{}/transferd", home, fallback);
}

}  // namespace transferd::broker
