// SPDX-License-Identifier: MIT
#include "core/failure.hpp"

#include "core/retry.hpp"
#include "core/verdict.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace transferd {
namespace {

using core::FailureCode;

core::Failure failure(const std::string& word) {
    auto read = core::failure_from_word(word);
    EXPECT_TRUE(read) << word;
    return read.value_or(core::Failure{});
}

// Typed from settings.md, "Error codes of jobs".
const std::set<std::string> transient = {
    "http-408",           "http-425",        "http-429",
    "http-500",           "http-502",        "http-503",
    "http-504",           "http-599",        "name-not-resolved",
    "connection-refused", "connection-lost", "timed-out",
    "network-offline",    "worker-lost",     "destination-unavailable"};
const std::set<std::string> final_ones = {"http-400",
                                          "http-403",
                                          "http-404",
                                          "http-410",
                                          "http-416",
                                          "http-501",
                                          "http-505",
                                          "authentication-required",
                                          "proxy-authentication-required",
                                          "credentials-lost",
                                          "tls-failure",
                                          "certificate-rejected",
                                          "proxy-failure",
                                          "size-unknown",
                                          "ranges-unsupported",
                                          "invalid-response",
                                          "remote-changed",
                                          "redirect-denied",
                                          "too-many-redirects",
                                          "digest-mismatch",
                                          "size-mismatch",
                                          "size-limit",
                                          "local-file-changed",
                                          "local-access-denied",
                                          "local-not-found",
                                          "disk-full",
                                          "quota-exceeded",
                                          "read-only",
                                          "io-error",
                                          "session-lost",
                                          "upload-rejected",
                                          "validation-failed",
                                          "max-transfer-time",
                                          "no-progress",
                                          "blocked-by-policy"};

TEST(Failure, IsTransientExactlyWhereTheContractSaysSo) {
    for (const auto& word : transient) EXPECT_TRUE(core::worth_retrying(failure(word))) << word;
    for (const auto& word : final_ones) EXPECT_FALSE(core::worth_retrying(failure(word))) << word;
}

TEST(Failure, ReadsAndWritesEveryCodeOfTheContract) {
    for (const auto& words : {transient, final_ones})
        for (const auto& word : words) EXPECT_EQ(core::code_word(failure(word)), word);
}

TEST(Failure, RefusesWordsThatAreNone) {
    for (const auto* word : {"", "http", "http-", "http-x", "http-40 4", "nonsense"})
        EXPECT_FALSE(core::failure_from_word(word)) << word;
}

core::Job transferring_job() {
    core::Job job;
    job.state = core::JobState::transferring;
    return job;
}

const core::WallTime now{std::chrono::hours{500'000}};

TEST(RetryDelay, IsTheJobsMinimum) {
    const auto job = core::failed(transferring_job(), failure("timed-out"), false, now);
    EXPECT_EQ(job.state, core::JobState::transient_error);
    EXPECT_EQ(job.next_retry, now + core::seconds{600});
    EXPECT_EQ(job.reason, core::StateReason::retry_delay);
}

TEST(RetryDelay, HonoursRetryAfterBetweenTheMinimumAndADay) {
    auto busy = failure("http-503");
    core::Settings settings;
    busy.retry_after = core::seconds{1000};
    EXPECT_EQ(core::retry_delay(busy, settings), core::seconds{1000});
    busy.retry_after = core::seconds{1};
    EXPECT_EQ(core::retry_delay(busy, settings), core::seconds{600});
    busy.retry_after = core::seconds{315'360'000};
    EXPECT_EQ(core::retry_delay(busy, settings), core::seconds{86'400});
    busy.retry_after = core::seconds{-5};
    EXPECT_EQ(core::retry_delay(busy, settings), core::seconds{600});
}

TEST(NoProgressTimeout, OfZeroMakesEveryErrorFinal) {
    auto job = transferring_job();
    job.settings.no_progress_timeout = core::seconds{0};
    EXPECT_EQ(core::failed(job, failure("timed-out"), false, now).state, core::JobState::error);
}

TEST(NoProgressTimeout, ShorterThanTheDelayMakesTheFirstErrorFinal) {
    auto job = transferring_job();
    job.settings.no_progress_timeout = core::seconds{599};
    EXPECT_EQ(core::failed(job, failure("timed-out"), false, now).state, core::JobState::error);
}

TEST(NoProgressTimeout, CountsFromTheFirstTransientError) {
    auto job = core::failed(transferring_job(), failure("timed-out"), false, now);
    const auto last = now + core::seconds{1'209'600};
    job = core::failed(job, failure("timed-out"), false, last - core::seconds{1});
    EXPECT_EQ(job.state, core::JobState::transient_error);
    EXPECT_EQ(core::failed(job, failure("timed-out"), false, last).state, core::JobState::error);
}

TEST(LostConnection, WithProgressIsTriedAgainAtOnceWithoutCounting) {
    const auto job = core::failed(transferring_job(), failure("connection-lost"), true, now);
    EXPECT_EQ(job.state, core::JobState::queued);
    EXPECT_EQ(job.error_count, 0U);
    EXPECT_FALSE(job.error);
}

TEST(LostConnection, WithoutProgressWaits) {
    const auto job = core::failed(transferring_job(), failure("connection-lost"), false, now);
    EXPECT_EQ(job.state, core::JobState::transient_error);
    EXPECT_EQ(job.error_count, 1U);
}

TEST(LostWorker, IsTriedThreeTimesAtOnceThenByTheDelay) {
    auto job = transferring_job();
    for (int i = 0; i < 3; ++i) {
        job = core::failed(job, failure("worker-lost"), false, now);
        EXPECT_EQ(job.state, core::JobState::queued) << i;
    }
    job = core::failed(job, failure("worker-lost"), false, now);
    EXPECT_EQ(job.state, core::JobState::transient_error);
}

}  // namespace
}  // namespace transferd
