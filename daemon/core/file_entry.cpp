// SPDX-License-Identifier: MIT
#include "core/file_entry.hpp"

#include <climits>

namespace transferd::core {

namespace {

/// At most `limit` bytes of `text`, never half a UTF-8 sequence.
std::string_view cut(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
    return text.substr(0, limit);
}

}  // namespace

FileEntry begun_anew(const FileEntry& file) {
    FileEntry anew{.index = file.index, .url = file.url, .destination = file.destination};
    anew.if_exists = file.if_exists;
    anew.digest = file.digest;
    anew.expected_size = file.expected_size;
    anew.secrets_withheld = file.secrets_withheld;
    anew.ranges = file.ranges;
    anew.mirrors = file.mirrors;
    return anew;
}

std::uint64_t stored_bytes_of(const FileEntry& file) {
    auto bytes = file.url.size() + file.destination.directory.size() + file.destination.name.size();
    for (const auto& mirror : file.mirrors) bytes += mirror.size();
    return bytes + file.response_headers.size() + file.ranges.size() * sizeof(ByteRange);
}

std::string part_name(const FileRef& file, const std::string& name) {
    const std::string tail =
        "." + std::to_string(file.job.value) + "-" + std::to_string(file.index.value) + ".part";
    std::string whole = ".";
    whole += cut(name, NAME_MAX - 1 - tail.size());
    return whole += tail;
}

}  // namespace transferd::core
