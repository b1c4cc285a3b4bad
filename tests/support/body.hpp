// SPDX-License-Identifier: MIT
// What the test server serves: bytes that follow from (seed, offset), so that files of any size
// need no memory and every byte on disk tells which version of the file it came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include <gtest/gtest.h>

namespace transferd::test {

/// One version of a remote file. Seed 0 is a body of zero bytes.
struct Version {
    std::uint64_t seed = 1;
    std::uint64_t size{};
    /// As sent, quotes and W/ included; empty: no header.
    std::string etag = "\"v1\"";
    /// As sent; empty: no header.
    std::string last_modified = "Wed, 01 Jan 2020 00:00:00 GMT";
};

/// Fills `out` with the bytes of the version `seed` from `offset` on.
void fill_body(std::uint64_t seed, std::uint64_t offset, std::span<std::byte> out);

/// The whole body as a string; for small ones.
std::string body(const Version& version);

/// Whether the file is that version, whole; a failure names the first wrong byte.
testing::AssertionResult holds(const std::filesystem::path& file, const Version& version);

/// As many bytes from the start of the file as belong to that version.
std::uint64_t matching_bytes(const std::filesystem::path& file, const Version& version);

}  // namespace transferd::test
