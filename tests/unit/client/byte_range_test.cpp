// SPDX-License-Identifier: MIT
#include "client/byte_range.hpp"

#include "client/client_error.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace transferd::client {
namespace {

TEST(ByteRanges, AreOffsetAndLengthInTheirOrder) {
    const std::vector<ByteRange> expected{{1000, 24},
                                          {0, std::numeric_limits<std::uint64_t>::max()}};
    EXPECT_EQ(byte_ranges({"1000:24", "0:eof"}), expected);
}

TEST(ByteRanges, RefuseWhatIsNone) {
    for (const auto* word :
         {"", "5", ":", "5:", ":5", "a:5", "5:a", "-1:5", "5:6:7", "5:EOF", "eof:5"})
        EXPECT_THROW(byte_ranges({word}), ClientError) << word;
}

}  // namespace
}  // namespace transferd::client
