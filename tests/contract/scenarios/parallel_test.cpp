// SPDX-License-Identifier: MIT
// Large files in several ranges at once: when, and what becomes of them where a server does not do
// in one of the ranges what it does in the others.
#include "contract/scenarios/large_server.hpp"
#include "contract/scenarios/one_file.hpp"
#include "contract/scenarios/scene.hpp"
#include "support/body.hpp"
#include "worker/http/stream_pace.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

constexpr std::uint64_t mib = std::uint64_t{1024} * 1024;
/// The first stream brings 2 MiB until it is found slow, and four ranges follow the next 8 MiB.
constexpr std::uint64_t size = 34 * mib + 5;
constexpr const char* old_date = "Last-Modified: Sat, 06 Nov 1993 08:49:37 GMT\r\n";

const std::string& version_one() {
    static const auto text = test::body({.seed = 1, .size = size});
    return text;
}

const std::string& version_two() {
    static const auto text = test::body({.seed = 2, .size = size});
    return text;
}

class ALargeFile : public testing::Test {
  protected:
    ALargeFile() {
        large.body = version_one();
        file.order.url = large.server.url();
        file.order.parallel_ranges = 4;
    }

    void expect_one_stream() {
        large.first_waits_for = 2 * StreamPace::interval;
        EXPECT_EQ(file.attempt(), "") << file.failure().message;
        EXPECT_TRUE(large.ranges().empty());
        EXPECT_EQ(large.server.requests().size(), 1U);
    }
    void expect_published(const std::string& body) {
        EXPECT_EQ(file.attempt(), "") << file.failure().message;
        ASSERT_EQ(file.publish(), "");
        // Not EXPECT_EQ, which would print both.
        EXPECT_TRUE(file.published() == body) << "other bytes are under the final name";
    }
    /// The nth range is answered so; the first stream waits for nothing but that.
    void twist(std::size_t nth, const std::function<Answer(const Part&)>& answer) {
        large.until_range = nth;
        large.twist = [nth, answer](std::size_t asked, const Part& part) -> std::optional<Answer> {
            if (asked != nth) return std::nullopt;
            return answer(part);
        };
    }
    /// Whatever the nth of them does, the file is right and comes in one stream from there.
    void expect_right_in_spite_of(std::size_t nth,
                                  const std::function<Answer(const Part&)>& answer) {
        twist(nth, answer);
        file.order.digest = sha256(version_one());
        expect_published(version_one());
    }

    loop::EventLoop loop;
    LargeServer large{loop};
    OneFile file{loop};
};

TEST_F(ALargeFile, ComesInFourRangesAtOnce) {
    file.order.digest = sha256(version_one());
    expect_published(version_one());
    const std::vector<Part> ranges = {{10 * mib, 18 * mib - 1, "\"one\""},
                                      {18 * mib, 26 * mib - 1, "\"one\""},
                                      {26 * mib, 34 * mib - 1, "\"one\""},
                                      {34 * mib, size - 1, "\"one\""}};
    ASSERT_GE(large.ranges().size(), ranges.size());
    EXPECT_TRUE(std::equal(ranges.begin(), ranges.end(), large.ranges().begin()));
    EXPECT_EQ(large.most_connections(), 4U);
}

TEST_F(ALargeFile, EndsItsFirstStreamExactlyWhereARangeBegins) {
    large.first_has = 10 * mib;
    file.order.digest = sha256(version_one());
    expect_published(version_one());
    EXPECT_GE(large.ranges().size(), 4U);
}

TEST_F(ALargeFile, OfABackgroundJobComesInOneStream) {
    file.order.parallel_ranges = 1;
    expect_one_stream();
}

TEST_F(ALargeFile, OfLessThan32MiBComesInOneStream) {
    large.body.resize(32 * mib - 1);
    expect_one_stream();
}

TEST_F(ALargeFile, WithAWeakTagComesInOneStream) {
    large.headers = std::string("ETag: W/\"one\"\r\nAccept-Ranges: bytes\r\n") + old_date;
    expect_one_stream();
}

TEST_F(ALargeFile, WithADateAloneComesInOneStream) {
    large.headers = std::string("Accept-Ranges: bytes\r\n") + old_date;
    expect_one_stream();
}

TEST_F(ALargeFile, OfAServerThatDoesNotTellOfRangesComesInOneStream) {
    large.headers = "ETag: \"one\"\r\n";
    expect_one_stream();
}

TEST_F(ALargeFile, OfAServerWithoutRangesComesInOneStream) {
    large.headers = "ETag: \"one\"\r\nAccept-Ranges: none\r\n";
    expect_one_stream();
}

TEST_F(ALargeFile, OfAJobWithDynamicContentComesInOneStream) {
    file.order.http.dynamic_content = true;
    expect_one_stream();
}

TEST_F(ALargeFile, OfAHostThatMayHaveOneConnectionComesInOneStream) {
    file.order.max_connections_per_host = 1;
    expect_one_stream();
}

TEST_F(ALargeFile, NeverHasMoreConnectionsThanItsHostMayHave) {
    file.order.max_connections_per_host = 2;
    large.until_range = 2;
    expect_published(version_one());
    EXPECT_GE(large.ranges().size(), 2U);
    EXPECT_EQ(large.most_connections(), 2U);
}

TEST_F(ALargeFile, GoesOnInRangesWhereItBrokeOff) {
    file.order.parallel_ranges = 1;
    large.server.play([this](std::string_view) { return cut_after(mib, large.whole_file()); });
    EXPECT_EQ(file.attempt(), "connection-lost");
    const auto kept = file.order.offset;
    EXPECT_EQ(kept, mib);

    file.order.parallel_ranges = 4;
    file.order.digest = sha256(version_one());
    large.headers = "ETag: \"one\"\r\n";
    large.open();
    expect_published(version_one());
    ASSERT_FALSE(large.ranges().empty());
    EXPECT_EQ(large.ranges().at(0).first, kept + 10 * mib);
}

TEST_F(ALargeFile, IsRightWhereARangeIsAnsweredWithTheWholeFile) {
    expect_right_in_spite_of(2, [this](const Part&) { return large.whole_file(); });
    EXPECT_LE(large.ranges().size(), 3U) << "ranges are asked for after the first trouble";
}

TEST_F(ALargeFile, IsRightWhereAnotherRangeComesThanWasAskedFor) {
    expect_right_in_spite_of(1, [this](const Part& part) {
        return large.honest({.first = part.first + 1, .last = *part.last + 1});
    });
}

TEST_F(ALargeFile, IsRightWhereARangeComesThatNamesAnother) {
    expect_right_in_spite_of(3, [this](const Part& part) {
        return large.part_with("bytes 0-8388607/" + std::to_string(size), part);
    });
}

TEST_F(ALargeFile, IsRightWhereARangeIsOfAFileOfAnotherSize) {
    expect_right_in_spite_of(2, [this](const Part& part) {
        return large.part_with("bytes " + std::to_string(part.first) + "-" +
                                   std::to_string(*part.last) + "/" + std::to_string(size + 1),
                               part);
    });
}

TEST_F(ALargeFile, IsRightWhereARangeIsOfAnotherVersion) {
    expect_right_in_spite_of(2, [this](const Part& part) {
        large.tag = "\"two\"";
        auto other = large.honest(part);
        large.tag = "\"one\"";
        return other;
    });
}

TEST_F(ALargeFile, IsRightWhereARangeIsShorterThanItSays) {
    expect_right_in_spite_of(
        1, [this](const Part& part) { return cut_after(mib, large.honest(part)); });
}

TEST_F(ALargeFile, IsRightWhereTheLastRangeIsShorterThanItSays) {
    expect_right_in_spite_of(
        4, [this](const Part& part) { return cut_after(mib, large.honest(part)); });
}

TEST_F(ALargeFile, IsRightWhereFurtherConnectionsAreRefused) {
    for (const auto* status : {"429 Too Many Requests", "503 Service Unavailable"}) {
        large.forget();
        file.order.offset = 0;
        large.until_range = 1;
        large.twist = [&](std::size_t, const Part&) {
            return with_body(status, "Retry-After: 3600\r\nContent-Length: 0\r\n", "");
        };
        expect_published(version_one());
        EXPECT_LE(large.ranges().size(), 3U) << status;
    }
}

TEST_F(ALargeFile, GoesOnInOneStreamAfterTheRangeThatComesNextWhereAnotherIsRefused) {
    // The fourth range is asked for by the connection that the first stream leaves.
    large.until_range = 1;
    large.twist = [this](std::size_t nth, const Part& part) -> std::optional<Answer> {
        auto answer = large.honest(part);
        if (nth < 4) answer.held_from = mib;
        if (nth == 4) large.server.go_on();
        if (nth == 4) return with_body("503 Service Unavailable", "Content-Length: 0\r\n", "");
        return answer;
    };
    file.order.digest = sha256(version_one());
    expect_published(version_one());
    const auto last = large.server.requests().back();
    EXPECT_NE(last.find("Range: bytes="), std::string::npos);
    EXPECT_NE(last.find("-\r\n"), std::string::npos) << "not one stream to the end: " << last;
}

TEST_F(ALargeFile, ThatChangesWhileItComesIsOneVersionOrTheOther) {
    large.until_range = 4;
    large.twist = [this](std::size_t nth, const Part&) -> std::optional<Answer> {
        if (nth < 4) return std::nullopt;
        large.body = version_two();
        large.tag = "\"two\"";
        large.headers = "ETag: \"two\"\r\nAccept-Ranges: bytes\r\n";
        return std::nullopt;
    };
    EXPECT_EQ(file.attempt(), "") << file.failure().message;
    ASSERT_EQ(file.publish(), "");
    EXPECT_TRUE(file.published() == version_one() || file.published() == version_two());
}

TEST_F(ALargeFile, WithOtherBytesInOneRangeIsNotPublishedAndThenComesInOneStream) {
    file.order.digest = sha256(version_one());
    twist(2, [this](const Part& part) {
        auto lie = large.honest(part);
        lie.bytes.back() = static_cast<char>(lie.bytes.back() ^ 1);
        return lie;
    });
    EXPECT_EQ(file.attempt(), "digest-mismatch");
    EXPECT_EQ(file.published(), std::nullopt);
    EXPECT_TRUE(file.failed_in_pieces());

    // What the broker orders then.
    file.order.parallel_ranges = 1;
    file.order.one_source = true;
    file.order.validator = {};
    file.order.offset = 0;
    large.forget();
    large.first_waits_for = 2 * StreamPace::interval;
    expect_published(version_one());
    EXPECT_TRUE(large.ranges().empty());
}

TEST_F(ALargeFile, DoesNotWaitForAFirstStreamThatIsSlow) {
    large.first_waits_after = mib;
    large.until_range = 0;
    file.order.digest = sha256(version_one());
    expect_published(version_one());
    EXPECT_LE(large.ranges().back().first, mib);
    EXPECT_EQ(large.ranges().back().last, 9 * mib - 1);
}

TEST_F(ALargeFile, DoesNotWaitForARangeThatIsSlow) {
    file.order.digest = sha256(version_one());
    large.twist = [this](std::size_t nth, const Part& part) -> std::optional<Answer> {
        if (nth != 1) return std::nullopt;
        auto slow = large.honest(part);
        slow.bytes.resize(2 * mib);
        return slow;
    };
    expect_published(version_one());
    EXPECT_EQ(large.ranges().back().last, 18 * mib - 1);
    EXPECT_GT(large.ranges().back().first, 11 * mib);
}

}  // namespace

}  // namespace transferd::worker
