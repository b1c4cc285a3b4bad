// SPDX-License-Identifier: MIT
// A daemon with nothing to do does nothing: no wake-up, no second thread, no signal.
#include "support/bench.hpp"

#include <fstream>
#include <iterator>

namespace transferd::test {

namespace {

namespace fs = std::filesystem;
constexpr unsigned waiting_jobs = 60;

/// Of all threads of the process.
std::uint64_t voluntary_switches(pid_t pid) {
    std::uint64_t sum = 0;
    const fs::path tasks = "/proc/" + std::to_string(pid) + "/task";
    for (const auto& task : fs::directory_iterator{tasks}) {
        std::ifstream status{task.path() / "status"};
        const std::string key = "voluntary_ctxt_switches:";
        for (std::string line; std::getline(status, line);)
            if (line.starts_with(key)) sum += std::stoull(line.substr(key.size()));
    }
    return sum;
}

std::ptrdiff_t threads(pid_t pid) {
    const fs::path tasks = "/proc/" + std::to_string(pid) + "/task";
    return std::distance(fs::directory_iterator{tasks}, {});
}

class Idle : public Bench {
  protected:
    Idle() : Bench({.policy = "[Transfer]\nMaxJobsPerUser=100\n"}) {
        server.serve("/file", {.version = {.size = 1000}});
    }

    /// Sixty suspended jobs and one that is transferred, so that a worker is connected.
    void fill() {
        for (unsigned i = 0; i < waiting_jobs; ++i) {
            const auto id = std::get<0>(client.manager().CreateJob("download", "waits", {}));
            client.job(id).AddFile(server.url("/file"), in_downloads("waits" + std::to_string(i)),
                                   {});
        }
        ASSERT_TRUE(becomes(download("/file", "file"), "transferred"));
    }
    /// Lets `time` pass; true if no signal came in it.
    [[nodiscard]] bool quiet_for(std::chrono::milliseconds time) const {
        return !client.wait_for_more_than(client.events().size(), time);
    }
};

TEST_F(Idle, NeitherProgramWakesUpInTenSeconds) {
    fill();
    const auto workers = daemon.worker_pids();
    ASSERT_EQ(workers.size(), 1U) << "no worker is connected";
    const pid_t broker = daemon.broker_pid();
    // What the last transfer left to save is saved within two seconds.
    ASSERT_TRUE(quiet_for(std::chrono::seconds{3})) << client.events().back().signal;
    const auto broker_before = voluntary_switches(broker);
    const auto worker_before = voluntary_switches(workers[0]);
    EXPECT_TRUE(quiet_for(std::chrono::seconds{10}));
    EXPECT_EQ(voluntary_switches(broker) - broker_before, 0U) << "the broker woke up";
    EXPECT_EQ(voluntary_switches(workers[0]) - worker_before, 0U) << "the worker woke up";
    EXPECT_EQ(daemon.worker_pids(), workers);
}

TEST_F(Idle, TheBrokerHasOneThread) {
    fill();
    EXPECT_EQ(threads(daemon.broker_pid()), 1);
}

}  // namespace

}  // namespace transferd::test
