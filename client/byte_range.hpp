// SPDX-License-Identifier: MIT
// A part of a remote file, as the command line names it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace transferd::client {

struct ByteRange {
    std::uint64_t offset = 0;
    /// The largest number: all that follows.
    std::uint64_t length = 0;
    bool operator==(const ByteRange&) const = default;
};

/// OFFSET:LENGTH with a number or `eof` as LENGTH; throws ClientError (usage).
std::vector<ByteRange> byte_ranges(const std::vector<std::string>& words);

}  // namespace transferd::client
