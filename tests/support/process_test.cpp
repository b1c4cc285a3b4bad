// SPDX-License-Identifier: MIT
#include "support/process.hpp"

#include "support/private_bus.hpp"

#include <csignal>

#include <gtest/gtest.h>

namespace transferd::test {

namespace {

TEST(Process, SaysHowItEnded) {
    Process process{{.argv = {"sh", "-c", "exit 7"}}};
    EXPECT_EQ(process.wait(std::chrono::seconds{10}), (Exit{.status = 7, .signal = 0}));
}

TEST(Process, SaysWhichSignalEndedIt) {
    Process process{{.argv = {"sleep", "100"}}};
    process.send(SIGKILL);
    EXPECT_EQ(process.wait(std::chrono::seconds{10}),
              (Exit{.status = std::nullopt, .signal = SIGKILL}));
}

TEST(Process, CapturesOutput) {
    EXPECT_EQ(run({.argv = {"sh", "-c", "echo one; echo two >&2"}}).output, "one\ntwo\n");
}

TEST(Process, InheritsNoBusAddress) {
    EXPECT_FALSE(clean_environment().contains("DBUS_SESSION_BUS_ADDRESS"));
}

TEST(PrivateBus, AnswersAtItsAddress) {
    const PrivateBus bus;
    const auto result = run({.argv = {"busctl", "--address=" + bus.address(), "list"}});
    EXPECT_EQ(result.exit.status, 0) << result.output;
}

}  // namespace

}  // namespace transferd::test
