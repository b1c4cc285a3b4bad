// SPDX-License-Identifier: MIT
#include "core/notify_unit.hpp"

#include <algorithm>

namespace transferd::core {

namespace {

constexpr std::string_view suffix = ".service";
/// systemd's limit, less the digits of an instance.
constexpr std::size_t longest = 255 - 20;

bool is_name_character(char byte) {
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    const bool digit = byte >= '0' && byte <= '9';
    return letter || digit || std::string_view{":-_.\\"}.find(byte) != std::string_view::npos;
}

}  // namespace

bool is_notify_unit(std::string_view text) {
    if (text.size() > longest || !text.ends_with(suffix)) return false;
    text.remove_suffix(suffix.size());
    if (text.ends_with('@')) text.remove_suffix(1);
    return !text.empty() && text.front() != '.' && std::ranges::all_of(text, is_name_character);
}

std::string unit_of(const std::string& notify_unit, JobId job) {
    const auto at = notify_unit.find('@');
    if (at == std::string::npos) return notify_unit;
    return notify_unit.substr(0, at + 1) + std::to_string(job.value) + std::string(suffix);
}

}  // namespace transferd::core
