// SPDX-License-Identifier: MIT
// What the first stream of a large file does where it comes to a range that was asked for.
#include "worker/side_streams.hpp"

#include "contract/http/scripted_server.hpp"
#include "worker/http/resume.hpp"

#include <stdexcept>

#include <gtest/gtest.h>
#include <systemd/sd-event.h>

namespace transferd::worker {

namespace {

constexpr std::uint64_t size = 8 * parallel_range_size;

class SideStreamsTest : public testing::Test {
  protected:
    [[nodiscard]] Request request_for(const core::ByteRange& range) const {
        return {.url = silent.url(),
                .ranges = {range},
                .size = size,
                .allowed_schemes = {core::Scheme::http},
                .max_connections_per_host = 2,
                .connect_timeout = std::chrono::seconds{30},
                .stall_timeout = std::chrono::seconds{30}};
    }
    /// Until the server has been asked for the first range, which it does not answer.
    void ask() {
        sides.look();
        while (silent.requests().empty())
            if (sd_event_run(loop.get(), 10'000'000) <= 0)
                throw std::runtime_error{"no range is asked for"};
    }

    loop::EventLoop loop;
    ScriptedServer silent{loop, [](std::string_view) { return Answer{}; }};
    FileThreads threads;
    CurlLoop curl{loop};
    PartFile part{threads, {}};
    SideStreams sides{curl,
                      part,
                      {.size = size,
                       .most_streams = 2,
                       .place = {origin_of(silent.url()), 2},
                       .request = [this](const auto& range) { return request_for(range); },
                       .drop_first = [] {},
                       .written = [] {}},
                      [] {}};
};

TEST_F(SideStreamsTest, ThatAreLateHoldTheFirstOneBeforeWhereTheyBegin) {
    ask();
    EXPECT_EQ(sides.end_of_first(parallel_range_size - 1), parallel_range_size);
    EXPECT_TRUE(sides.brings(parallel_range_size));
}

TEST_F(SideStreamsTest, ThatAreLateDoNotHoldTheFirstOneExactlyWhereTheyBegin) {
    ask();
    EXPECT_EQ(sides.end_of_first(parallel_range_size), size);
    EXPECT_FALSE(sides.brings(parallel_range_size));
}

TEST_F(SideStreamsTest, ThatAreLateDoNotHoldTheFirstOneBeyondWhereTheyBegin) {
    ask();
    EXPECT_EQ(sides.end_of_first(parallel_range_size + 1), size);
}

}  // namespace

}  // namespace transferd::worker
