// SPDX-License-Identifier: MIT
#include "worker/http/host_queue.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

class Waiting : public Transfer {
  public:
    Waiting(std::string host, std::uint32_t most_running)
        : place_{{.scheme = "http", .host = std::move(host), .port = "80"}, most_running} {}

    [[nodiscard]] CURL* easy() const override { return nullptr; }
    [[nodiscard]] const Place& place() const override { return place_; }
    void begun() override {}
    void finished(CURLcode /*result*/) override {}

  private:
    Place place_;
};

using Transfers = std::vector<Transfer*>;

TEST(HostQueue, AdmitsAsManyAsTheHostMayHaveInTheirOrder) {
    HostQueue queue;
    Waiting first("a", 2);
    Waiting second("a", 2);
    Waiting third("a", 2);
    for (auto* transfer : {&first, &second, &third}) queue.enter(*transfer);
    EXPECT_EQ(queue.admit(), (Transfers{&first, &second}));
    EXPECT_EQ(queue.admit(), Transfers{});
    EXPECT_TRUE(queue.leave(first));
    EXPECT_EQ(queue.admit(), Transfers{&third});
}

TEST(HostQueue, HasRoomForWhoWouldWaitForNobody) {
    HostQueue queue;
    Waiting first("a", 2);
    Waiting second("a", 2);
    Waiting third("a", 2);
    EXPECT_TRUE(queue.has_room(first.place()));
    queue.enter(first);
    EXPECT_TRUE(queue.has_room(second.place()));
    queue.admit();
    queue.enter(second);
    EXPECT_FALSE(queue.has_room(third.place())) << "the second has not begun, but will";
    queue.admit();
    queue.enter(third);
    queue.leave(first);
    EXPECT_FALSE(queue.has_room(first.place())) << "the third was there before";
    EXPECT_TRUE(queue.has_room(Waiting("b", 1).place()));
}

TEST(HostQueue, CountsEachHostForItself) {
    HostQueue queue;
    Waiting here("a", 1);
    Waiting there("b", 1);
    queue.enter(here);
    queue.enter(there);
    EXPECT_EQ(queue.admit().size(), 2U);
}

TEST(HostQueue, ForgetsWhoLeavesBeforeItsTurn) {
    HostQueue queue;
    Waiting first("a", 1);
    Waiting second("a", 1);
    queue.enter(first);
    queue.enter(second);
    EXPECT_EQ(queue.admit(), Transfers{&first});
    EXPECT_FALSE(queue.leave(second));
    EXPECT_TRUE(queue.leave(first));
    EXPECT_EQ(queue.admit(), Transfers{});
    EXPECT_FALSE(queue.leave(first));
}

TEST(HostQueue, LetsOneRunWhereTheLimitIsZero) {
    HostQueue queue;
    Waiting only("a", 0);
    queue.enter(only);
    EXPECT_EQ(queue.admit(), Transfers{&only});
}

TEST(HostQueue, GoesByTheNewestLimit) {
    HostQueue queue;
    Waiting first("a", 1);
    Waiting second("a", 1);
    Waiting third("a", 3);
    for (auto* transfer : {&first, &second, &third}) queue.enter(*transfer);
    EXPECT_EQ(queue.admit().size(), 3U);
}

}  // namespace

}  // namespace transferd::worker
