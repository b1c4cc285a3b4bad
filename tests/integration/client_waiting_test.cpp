// SPDX-License-Identifier: MIT
// What transferctl tells while it waits and no terminal shows its bar.
#include "support/bench.hpp"

namespace transferd::test {

namespace {

class ClientWaiting : public Bench {
  protected:
    [[nodiscard]] Finished wait_a_second(std::vector<std::string> more) const {
        std::vector<std::string> argv{program_directory() / "transferctl", "--user", "download",
                                      "--timeout", "1"};
        argv.insert(argv.end(), more.begin(), more.end());
        // Nobody listens at the port "discard".
        argv.insert(argv.end(), {"http://127.0.0.1:9/file", in_downloads("file")});
        return run({.argv = argv, .environment = daemon.environment()});
    }
    static constexpr const char* told = "waits: connection-refused; it is tried again at 20";
    static constexpr int timed_out = 9;
};

TEST_F(ClientWaiting, TellsOnceWhyAndUntilWhen) {
    const auto done = wait_a_second({});
    EXPECT_EQ(done.exit.status, timed_out);
    const auto first = done.output.find(told);
    ASSERT_NE(first, std::string::npos) << done.output;
    EXPECT_EQ(done.output.find(told, first + 1), std::string::npos) << done.output;
}

TEST_F(ClientWaiting, TellsNothingWhereNothingShallBeTold) {
    EXPECT_EQ(wait_a_second({"--quiet"}).output.find(told), std::string::npos);
}

}  // namespace

}  // namespace transferd::test
