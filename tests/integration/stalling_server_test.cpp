// SPDX-License-Identifier: MIT
// A server that stops in the middle and says nothing: StallTimeout of the policy.
#include "support/bench.hpp"

#include <chrono>

namespace transferd::test {

namespace {

class StallingServer : public Bench {
  protected:
    StallingServer() : Bench({.policy = "[Transfer]\nStallTimeout=2s\n"}) {}
};

TEST_F(StallingServer, IsTimedOutAndTheBytesKept) {
    const Version version{.size = 4 * mib};
    server.serve("/file", {.version = version, .stall_after = 3 * mib, .stalls = 1});
    const auto id = download("/file", "file", {}, {{"MinimumRetryDelay", sdbus::Variant{5U}}});
    ASSERT_TRUE(becomes(id, "transient-error"));
    EXPECT_EQ(client.job(id).ErrorCode(), "timed-out");
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    const auto range = requested_range(server.requests().back());
    ASSERT_TRUE(range);
    EXPECT_EQ(range->first, 3 * mib);
}

}  // namespace

}  // namespace transferd::test
