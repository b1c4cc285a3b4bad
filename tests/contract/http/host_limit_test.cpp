// SPDX-License-Identifier: MIT
// Many downloads from one host share a few connections.
#include "contract/http/downloading.hpp"

#include <deque>

namespace transferd::worker {

namespace {

class ManyDownloads : public Downloading {
  protected:
    void start(std::size_t count, const Request& request) {
        for (std::size_t number = 0; number < count; ++number) {
            auto& one = notes_.emplace_back();
            one.ended = [this] {
                if (++ended_ == notes_.size()) loop.exit();
            };
            one.download = std::make_unique<Download>(curl, request, one);
        }
    }

    std::deque<NotingHandler> notes_;
    std::size_t ended_{};
};

TEST_F(ManyDownloads, UseNoMoreConnectionsThanTheHostMayHave) {
    start(40, request());
    run();
    for (const auto& one : notes_) EXPECT_EQ(one.body, "0123456789");
    EXPECT_EQ(server.requests().size(), 40U);
    EXPECT_EQ(server.connections_accepted(), 6U);
}

TEST_F(ManyDownloads, GetAPlaceWhenAnotherIsAborted) {
    script = [this](std::string_view) {
        if (server.requests().size() > 1) return whole("x");
        notes_.front().download.reset();
        return Answer{};
    };
    auto one_at_a_time = request();
    one_at_a_time.max_connections_per_host = 1;
    start(3, one_at_a_time);
    // The first one is aborted and never ends.
    ended_ = 1;
    run();
    EXPECT_EQ(notes_[1].body, "x");
    EXPECT_EQ(notes_[2].body, "x");
}

TEST_F(ManyDownloads, WaitWithoutATimeoutWhileTheyQueue) {
    // The first holds the only place for longer than the timeouts of those behind it.
    loop::Timer later(loop, [this] { notes_.front().download->accept(); });
    auto impatient = request();
    impatient.max_connections_per_host = 1;
    impatient.connect_timeout = core::milliseconds{50};
    impatient.stall_timeout = core::milliseconds{50};
    start(2, impatient);
    notes_.front().at_head = [&] { later.set_in(std::chrono::milliseconds{250}); };
    run();
    EXPECT_EQ(notes_[0].ends, 1);
    EXPECT_EQ(notes_[1].ends, 1);
}

TEST_F(ManyDownloads, DoNotWaitForAnotherHost) {
    ScriptedServer other(loop, [](std::string_view) { return Answer{}; });
    auto held = request();
    held.url = other.url();
    held.max_connections_per_host = 1;
    NotingHandler holder;
    holder.download = std::make_unique<Download>(curl, held, holder);
    auto one_at_a_time = request();
    one_at_a_time.max_connections_per_host = 1;
    start(2, one_at_a_time);
    run();
    EXPECT_EQ(holder.ends, 0);
    EXPECT_EQ(notes_[1].ends, 1);
}

}  // namespace

}  // namespace transferd::worker
