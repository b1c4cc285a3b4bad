// SPDX-License-Identifier: MIT
#include "broker/owners/account.hpp"

#include <cerrno>
#include <cstddef>
#include <vector>

#include <pwd.h>

namespace transferd::broker {

namespace {

constexpr std::size_t first_buffer = 4096;
constexpr std::size_t largest_buffer = 1UL << 20;

}  // namespace

Lookup look_up(core::Uid uid) {
    std::vector<char> buffer(first_buffer);
    passwd entry{};
    passwd* found = nullptr;
    int error = getpwuid_r(uid.value, &entry, buffer.data(), buffer.size(), &found);
    while (error == ERANGE && buffer.size() < largest_buffer) {
        buffer.resize(buffer.size() * 2);
        error = getpwuid_r(uid.value, &entry, buffer.data(), buffer.size(), &found);
    }
    if (found) return {.name = found->pw_name};
    return {.failed = error != 0};
}

std::optional<core::Standing> standing(const Lookup& found, const std::string& recorded_name) {
    if (found.failed) return std::nullopt;
    if (recorded_name.empty()) return core::Standing::here;
    if (found.name.empty()) return core::Standing::gone;
    return found.name == recorded_name ? core::Standing::here : core::Standing::replaced;
}

}  // namespace transferd::broker
