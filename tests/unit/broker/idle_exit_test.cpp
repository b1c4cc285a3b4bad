// SPDX-License-Identifier: MIT
#include "broker/idle_exit.hpp"

#include <gtest/gtest.h>

namespace transferd::broker {
namespace {

using std::chrono::milliseconds;

class IdleExitTest : public testing::Test {
  protected:
    IdleExitTest() { policy.idle_exit = milliseconds{20}; }

    IdleExit::Hooks hooks() {
        return {.idle = [this] { return idle; },
                .calls = [this] { return calls; },
                .let_go_of_all = [this] { ++lettings_go; },
                .let_go = [this] { return let_go; },
                .leave =
                    [this] {
                        left = true;
                        loop.exit();
                    }};
    }
    /// `then` happens after `delay`; the loop ends a while after what would be too late.
    void run(milliseconds delay, std::function<void()> then) {
        loop::Timer later{loop, std::move(then)};
        later.set_in(delay);
        loop::Timer end{loop, [this] { loop.exit(); }};
        end.set_in(milliseconds{60});
        IdleExit exit{loop, policy, hooks()};
        begun = loop::boot_time();
        loop.run();
        took = loop::boot_time() - begun;
    }

    loop::EventLoop loop;
    core::Policy policy;
    bool idle{true};
    bool let_go{true};
    bool left{};
    int lettings_go{};
    std::uint64_t calls{};
    std::chrono::microseconds begun{};
    std::chrono::microseconds took{};
};

TEST_F(IdleExitTest, LeavesAfterItsTimeWithNothingToDo) {
    run(milliseconds{1}, [] {});
    EXPECT_TRUE(left);
    EXPECT_GE(took, milliseconds{20});
    EXPECT_EQ(lettings_go, 1);
}

TEST_F(IdleExitTest, StaysWhileThereIsSomethingToDo) {
    idle = false;
    run(milliseconds{1}, [] {});
    EXPECT_FALSE(left);
    EXPECT_EQ(lettings_go, 0);
}

TEST_F(IdleExitTest, BeginsItsTimeAnewWithEachCall) {
    run(milliseconds{15}, [this] { ++calls; });
    EXPECT_TRUE(left);
    EXPECT_GE(took, milliseconds{35});
}

TEST_F(IdleExitTest, WaitsUntilTheWorkersAreLetGo) {
    let_go = false;
    run(milliseconds{40}, [this] { let_go = true; });
    EXPECT_TRUE(left);
    EXPECT_GE(took, milliseconds{40});
    EXPECT_EQ(lettings_go, 1);
}

TEST_F(IdleExitTest, StaysForACallThatComesWhileTheWorkersAreLetGo) {
    let_go = false;
    run(milliseconds{45}, [this] {
        ++calls;
        let_go = true;
    });
    EXPECT_FALSE(left) << "its time has begun anew";
}

TEST_F(IdleExitTest, NeverLeavesWhereThePolicySaysInfinity) {
    policy.idle_exit = core::microseconds::max();
    run(milliseconds{1}, [] {});
    EXPECT_FALSE(left);
}

}  // namespace
}  // namespace transferd::broker
