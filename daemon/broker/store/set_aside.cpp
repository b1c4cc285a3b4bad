// SPDX-License-Identifier: MIT
#include "broker/store/set_aside.hpp"

#include "broker/store/scratch_database.hpp"
#include "broker/store/state_folder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <system_error>

namespace transferd::broker {

namespace {

bool is_taken(const std::string& name) {
    return std::ranges::any_of(database_suffixes, [&](const char* suffix) {
        return std::filesystem::exists(std::filesystem::symlink_status(name + suffix));
    });
}

/// False where there is no such file.
bool move(const std::string& from, const std::string& to) {
    if (std::rename(from.c_str(), to.c_str()) == 0) return true;
    if (errno == ENOENT) return false;
    throw std::system_error{errno, std::generic_category(), "move " + from + " to " + to};
}

}  // namespace

std::string salvaged_name(const std::string& path) {
    return path + ".salvaged";
}

std::string aside_name(const std::string& path) {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    std::array<char, 32> text{};
    const auto size =
        std::strftime(text.data(), text.size(), "%Y-%m-%dT%H%M%SZ", gmtime_r(&now, &utc));
    const auto dated = path + ".damaged-" + std::string{text.data(), size};
    auto name = dated;
    for (int number = 2; is_taken(name); ++number) name = dated + "-" + std::to_string(number);
    return name;
}

std::optional<std::string> replace_with_salvaged(const std::string& path) {
    const auto aside = aside_name(path);
    bool moved = false;
    // The log comes first: a database without its log is an older one, a log without its database
    // nothing.
    for (const auto* suffix : database_suffixes)
        if (move(path + suffix, aside + suffix)) moved = true;
    // Durable before the new database is: it must never stand beside the log of the old one.
    sync_folder_of(path);
    if (!move(salvaged_name(path), path))
        throw std::system_error{ENOENT, std::generic_category(), "take " + salvaged_name(path)};
    sync_folder_of(path);
    return moved ? std::optional{aside} : std::nullopt;
}

}  // namespace transferd::broker
