// SPDX-License-Identifier: MIT
#include "core/failure.hpp"

#include "core/retry.hpp"
#include "core/verdict.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

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
    "proxy-failure", "name-not-resolved", "connection-refused", "connection-lost",
    "timed-out",     "network-offline",   "worker-lost",        "destination-unavailable"};
const std::set<std::string> final_ones = {"authentication-required",
                                          "proxy-authentication-required",
                                          "credentials-lost",
                                          "tls-failure",
                                          "certificate-rejected",
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

/// "408, 425, 429 (Retry-After is honoured), 5xx but 501 and 505".
bool transient_status(int status) {
    if (status >= 500) return status < 600 && status != 501 && status != 505;
    return status == 408 || status == 425 || status == 429;
}

struct Case {
    std::string word;
    core::Failure failure;
    bool is_transient{};
};

/// What the contract says of every error code and every status.
std::vector<Case> contract() {
    std::vector<Case> all;
    all.reserve(1000);
    for (const auto& word : transient) all.push_back({word, failure(word), true});
    for (const auto& word : final_ones) all.push_back({word, failure(word), false});
    for (int status = 100; status < 1000; ++status) {
        const auto word = "http-" + std::to_string(status);
        all.push_back({word, failure(word), transient_status(status)});
    }
    return all;
}

using Rule = std::function<bool(const core::Failure&)>;

std::vector<std::string> differences(const std::vector<Case>& cases, const Rule& rule) {
    std::vector<std::string> found;
    for (const auto& each : cases)
        if (rule(each.failure) != each.is_transient) found.push_back(each.word);
    return found;
}

TEST(Failure, IsTransientExactlyWhereTheContractSaysSo) {
    const auto words = transient.size() + final_ones.size();
    EXPECT_EQ(words + 1, core::words_of<FailureCode>.size()) << "and http";
    EXPECT_EQ(differences(contract(), core::worth_retrying), std::vector<std::string>{});
}

TEST(Failure, OfAProxyThatAnsweredIsTransientWhereTheStatusIs) {
    for (int status = 300; status < 600; ++status) {
        auto refused = failure("proxy-failure");
        refused.http_status = static_cast<std::uint32_t>(status);
        EXPECT_EQ(core::worth_retrying(refused), transient_status(status)) << status;
    }
}

TEST(Failure, IsNoticedWhereItsClassIsFlipped) {
    const auto cases = contract();
    for (const auto& flipped : cases) {
        const auto status = flipped.failure.http_status.value_or(0);
        if (status != 0 && (status < 400 || status > 600)) continue;
        const auto mutant = [&](const core::Failure& failed) {
            const bool here = failed.code == flipped.failure.code &&
                              failed.http_status == flipped.failure.http_status;
            return core::worth_retrying(failed) != here;
        };
        EXPECT_EQ(differences(cases, mutant), std::vector{flipped.word});
    }
}

TEST(Failure, ReadsAndWritesEveryCodeOfTheContract) {
    for (const auto& each : contract()) EXPECT_EQ(core::code_word(each.failure), each.word);
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

TEST(LostWorker, IsForgivenAgainOnceBytesHaveCome) {
    auto job = transferring_job();
    for (int i = 0; i < 3; ++i) job = core::failed(job, failure("worker-lost"), false, now);
    job = core::failed(job, failure("worker-lost"), true, now);
    EXPECT_EQ(job.state, core::JobState::queued);
    EXPECT_EQ(job.free_retries, 1U);
}

TEST(LostConnection, WithProgressEachTimeIsTriedAgainForEver) {
    auto job = transferring_job();
    for (int i = 0; i < 20; ++i) {
        job = core::failed(job, failure("connection-lost"), true, now);
        ASSERT_EQ(job.state, core::JobState::queued) << i;
    }
    EXPECT_EQ(job.error_count, 0U);
}

TEST(LostConnection, WithoutProgressSharesTheThreeAttemptsOfNobody) {
    auto job = transferring_job();
    job = core::failed(job, failure("worker-lost"), false, now);
    job = core::failed(job, failure("connection-lost"), false, now);
    EXPECT_EQ(job.state, core::JobState::transient_error);
}

TEST(RetryDelay, LongerThanADayHoldsAgainstRetryAfter) {
    auto busy = failure("http-429");
    busy.retry_after = core::seconds{60};
    core::Settings settings;
    settings.minimum_retry_delay = core::seconds{100'000};
    EXPECT_EQ(core::retry_delay(busy, settings), core::seconds{100'000});
}

}  // namespace
}  // namespace transferd
