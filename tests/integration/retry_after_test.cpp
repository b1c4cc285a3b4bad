// SPDX-License-Identifier: MIT
// A server says when it wants to be asked again, and the job says when it will be: nobody waits for
// that here.
#include "support/bench.hpp"

#include <chrono>

namespace transferd::test {

namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

class RetryAfter : public Bench {
  protected:
    /// From the answer to the next attempt, where the server says `retry_after`; to the second.
    seconds delay(const std::string& retry_after, const Options& settings) {
        server.serve("/file", {.version = version, .status = 503, .retry_after = retry_after});
        const auto earliest = now();
        const auto id = download("/file", "file", {}, settings);
        EXPECT_TRUE(becomes(id, "transient-error"));
        const auto latest = now();
        auto job = client.job(id);
        EXPECT_EQ(job.ErrorCode(), "http-503");
        EXPECT_EQ(job.StateReason(), "retry-delay");
        EXPECT_EQ(job.ErrorCount(), 1U);
        const auto error = job.GetError();
        EXPECT_TRUE(error.at("Retryable").get<bool>());
        const microseconds failed{error.at("USec").get<std::uint64_t>()};
        EXPECT_GE(failed, earliest);
        EXPECT_LE(failed, latest);
        EXPECT_EQ(server.requests().size(), 1U);
        return std::chrono::round<seconds>(microseconds{job.NextRetryUSec()} - failed);
    }

    static microseconds now() {
        return std::chrono::duration_cast<microseconds>(
            std::chrono::system_clock::now().time_since_epoch());
    }

    Version version{.size = 300'000};
    const Options shortest{{"MinimumRetryDelay", sdbus::Variant{5U}}};
    const Options usual{};
};

TEST_F(RetryAfter, IsWhenTheJobIsTriedAgain) {
    EXPECT_EQ(delay("1234", usual), seconds{1234});
}

TEST_F(RetryAfter, IsHonouredWhereTheJobWouldWaitLess) {
    EXPECT_EQ(delay("60", shortest), seconds{60});
}

TEST_F(RetryAfter, BelowMinimumRetryDelayIsThatDelay) {
    EXPECT_EQ(delay("10", usual), seconds{600});
}

TEST_F(RetryAfter, OfMoreThanADayIsADay) {
    EXPECT_EQ(delay("86401", usual), seconds{86400});
}

TEST_F(RetryAfter, OfADayIsADay) {
    EXPECT_EQ(delay("86400", usual), seconds{86400});
}

TEST_F(RetryAfter, IsLeftToMinimumRetryDelayWhereTheServerSaysNothing) {
    EXPECT_EQ(delay("", usual), seconds{600});
}

}  // namespace

}  // namespace transferd::test
