// SPDX-License-Identifier: MIT
#include "support/body.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <vector>

namespace transferd::test {

namespace {

/// splitmix64: neighbouring words and neighbouring seeds have nothing in common.
std::uint64_t word_at(std::uint64_t seed, std::uint64_t index) {
    std::uint64_t z = seed * 0xD1B54A32D192ED03ULL + index * 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

}  // namespace

void fill_body(std::uint64_t seed, std::uint64_t offset, std::span<std::byte> out) {
    if (seed == 0) {
        std::ranges::fill(out, std::byte{0});
        return;
    }
    for (std::size_t at = 0; at < out.size();) {
        const std::uint64_t position = offset + at;
        std::uint64_t word = word_at(seed, position / 8) >> (position % 8 * 8);
        for (auto left = 8 - position % 8; left > 0 && at < out.size(); --left, ++at) {
            out[at] = static_cast<std::byte>(word & 0xFFU);
            word >>= 8U;
        }
    }
}

std::string body(const Version& version) {
    std::string text(static_cast<std::size_t>(version.size), '\0');
    fill_body(version.seed, 0, std::as_writable_bytes(std::span{text}));
    return text;
}

std::uint64_t matching_bytes(const std::filesystem::path& file, const Version& version) {
    constexpr std::size_t block = 256UL * 1024;
    std::ifstream in{file, std::ios::binary};
    std::vector<char> found(block);
    std::vector<std::byte> wanted(block);
    std::uint64_t offset = 0;
    while (in && offset < version.size) {
        in.read(found.data(), static_cast<std::streamsize>(block));
        const auto got =
            std::min<std::uint64_t>(static_cast<std::uint64_t>(in.gcount()), version.size - offset);
        fill_body(version.seed, offset, std::span{wanted}.first(static_cast<std::size_t>(got)));
        for (std::uint64_t i = 0; i < got; ++i, ++offset)
            if (static_cast<std::byte>(found[i]) != wanted[i]) return offset;
    }
    return offset;
}

testing::AssertionResult holds(const std::filesystem::path& file, const Version& version) {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(file, error);
    if (!std::filesystem::is_regular_file(status))
        return testing::AssertionFailure() << file << " is not there as a regular file";
    const auto size = std::filesystem::file_size(file);
    const auto same = matching_bytes(file, version);
    if (same < std::min(version.size, size))
        return testing::AssertionFailure() << file << ": byte " << same << " of " << version.size
                                           << " is not that of version " << version.seed;
    if (size != version.size)
        return testing::AssertionFailure()
               << file << " has " << size << " bytes, not " << version.size;
    return testing::AssertionSuccess();
}

}  // namespace transferd::test
