// SPDX-License-Identifier: MIT
#include "core/new_file.hpp"

#include "core/error.hpp"
#include "core/limits.hpp"
#include "core/wanted_ranges.hpp"

#include <algorithm>
#include <limits>

namespace transferd::core {

namespace {

[[noreturn]] void bad_path(const std::string& path, const std::string& why) {
    throw Error{ErrorCode::invalid_path, "The path " + quoted(path) + " " + why};
}

Digest digest_of(const std::string& key, const Value& value) {
    constexpr std::size_t longest = 200;
    const auto given = text(key, value, longest);
    const auto colon = given.find(':');
    const auto algorithm = from_word<DigestAlgorithm>(given.substr(0, colon));
    if (colon == std::string::npos || !algorithm)
        throw Error{ErrorCode::invalid_args, key + " takes ALGORITHM:HEX with one of " +
                                                 choices<DigestAlgorithm>() + ", not " +
                                                 quoted(given)};
    std::string hex = given.substr(colon + 1);
    std::transform(hex.begin(), hex.end(), hex.begin(), [](char digit) {
        return digit >= 'A' && digit <= 'F' ? static_cast<char>(digit - 'A' + 'a') : digit;
    });
    const bool good = hex.size() == hex_digits(*algorithm) &&
                      hex.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!good)
        throw Error{ErrorCode::invalid_args, key + ": " + std::string(word(*algorithm)) + " has " +
                                                 std::to_string(hex_digits(*algorithm)) +
                                                 " hexadecimal digits, not " + quoted(hex)};
    return {*algorithm, hex};
}

StringList mirrors_of(const std::string& key, const Value& value) {
    auto mirrors = string_list(key, value);
    if (mirrors.size() > most_mirrors)
        throw Error{ErrorCode::invalid_args, key + " takes at most " +
                                                 std::to_string(most_mirrors) + " URLs, not " +
                                                 std::to_string(mirrors.size())};
    for (const auto& mirror : mirrors) check_url(mirror);
    return mirrors;
}

void take_option(FileEntry& entry, const std::string& key, const Value& value) {
    constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
    if (key == "IfExists") {
        const auto choice = from_word<IfExists>(text(key, value, longest_file_name));
        if (!choice)
            throw Error{ErrorCode::invalid_args, key + " takes one of: " + choices<IfExists>()};
        entry.if_exists = *choice;
    } else if (key == "Digest") {
        entry.digest = digest_of(key, value);
    } else if (key == "Size") {
        entry.expected_size = integer(key, value, 0, largest);
    } else if (key == "Ranges") {
        entry.ranges = wanted_ranges(key, value);
    } else if (key == "Mirrors") {
        entry.mirrors = mirrors_of(key, value);
    } else {
        throw Error{ErrorCode::invalid_args, "There is no file option named " + quoted(key)};
    }
}

}  // namespace

void check_url(const std::string& url) {
    if (url.empty()) throw Error{ErrorCode::invalid_url, "The URL is empty"};
    if (url.size() > longest_url)
        throw Error{ErrorCode::invalid_url, "The URL " + quoted(url) + " has " +
                                                std::to_string(url.size()) + " bytes; at most " +
                                                std::to_string(longest_url) + " are taken"};
    const bool plain = std::all_of(url.begin(), url.end(), [](char byte) {
        const auto code = static_cast<unsigned char>(byte);
        return code > 0x20U && code != 0x7FU;
    });
    if (!plain || has_control_characters(url))
        throw Error{ErrorCode::invalid_url,
                    "The URL " + quoted(url) + " contains a space or a control character"};
}

Destination destination_of(const std::string& path) {
    if (path.empty() || path.front() != '/') bad_path(path, "is not absolute");
    if (path.size() > longest_path)
        bad_path(path, "has " + std::to_string(path.size()) + " bytes; at most " +
                           std::to_string(longest_path) + " are taken");
    if (has_control_characters(path)) bad_path(path, "contains a control character");
    for (std::size_t begin = 1; begin <= path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        const auto part = std::string_view{path}.substr(begin, end - begin);
        if (part.empty()) bad_path(path, "has an empty part or ends with a slash");
        if (part == "." || part == "..")
            bad_path(path, "is not normal: it contains '" + std::string(part) + "'");
        if (part.size() > longest_file_name)
            bad_path(path,
                     "has a part of more than " + std::to_string(longest_file_name) + " bytes");
        begin = end + 1;
    }
    const auto slash = path.rfind('/');
    return {.directory = slash == 0 ? "/" : path.substr(0, slash), .name = path.substr(slash + 1)};
}

std::vector<FileEntry> file_entries(const std::vector<NewFile>& files, FileIndex first) {
    std::vector<FileEntry> entries;
    entries.reserve(files.size());
    for (const auto& file : files) {
        check_url(file.url);
        FileEntry entry{.index = {first.value + static_cast<std::uint32_t>(entries.size())},
                        .url = file.url,
                        .destination = destination_of(file.path)};
        for (const auto& [key, value] : file.options) take_option(entry, key, value);
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace transferd::core
