// SPDX-License-Identifier: MIT
// Kills at random moments of one slow download, broker and worker in turn. Ten, or fifty with
// TRANSFERD_NIGHTLY=1; a run in which too few fell while bytes moved proves nothing and fails.
#include "support/bench.hpp"

#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

namespace transferd::test {

namespace {

class RandomKills : public Bench {
  protected:
    /// Up to a second's worth of bytes from now, so that kills fall between, in and after saves.
    [[nodiscard]] bool some_bytes_come() {
        std::uniform_int_distribution<std::uint64_t> bytes{32 * kib, rate};
        return server.wait_for_bytes("/file", server.bytes_sent("/file") + bytes(random), patience);
    }
    void kill_broker() {
        daemon.kill9();
        daemon.start();
    }
    void kill_worker() {
        for (const auto worker : daemon.worker_pids()) kill_process(worker);
    }

    static constexpr std::uint64_t rate = mib;
    Version version{.size = 64 * mib};
    std::mt19937_64::result_type seed = std::random_device{}();
    std::mt19937_64 random{seed};
};

TEST_F(RandomKills, EndWithTheRightFile) {
    const unsigned kills = std::getenv("TRANSFERD_NIGHTLY") != nullptr ? 50 : 10;
    std::cout << "seed " << seed << '\n';
    server.serve("/file", {.version = version, .rate = rate});
    const auto id = download("/file", "file", {}, {{"MinimumRetryDelay", sdbus::Variant{5U}}});
    std::map<std::string, unsigned> fell_in;
    for (unsigned i = 0; i < kills; ++i) {
        ASSERT_TRUE(some_bytes_come())
            << "no bytes after kill " << i << ", the job is " << client.state(id);
        ++fell_in[client.state(id)];
        i % 2 == 0 ? kill_broker() : kill_worker();
        EXPECT_FALSE(std::filesystem::exists(in_downloads("file")));
    }
    server.serve("/file", {.version = version});
    server.hang_up();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    EXPECT_EQ(names_in_downloads(), std::vector<std::string>{"file"});
    for (const auto& [state, count] : fell_in)
        std::cout << count << " of " << kills << " kills fell while " << state << '\n';
    EXPECT_GE(fell_in["transferring"] * 10, kills * 6) << "too few fell while bytes moved";
}

}  // namespace

}  // namespace transferd::test
