// SPDX-License-Identifier: MIT
// strace kills the broker at the system call that would send a signal, after the commit that the
// signal is of: the next start sends it.
#include "support/bench.hpp"

#include <algorithm>
#include <fstream>
#include <string>

namespace transferd::test {

namespace {

namespace fs = std::filesystem;

/// The life of a job up to a signal.
struct Life {
    std::string signal;
    std::string target;
    bool completes{};
};

void PrintTo(const Life& life, std::ostream* out) {
    *out << life.signal;
}

class KilledAtTheSignal : public testing::TestWithParam<Life> {
  protected:
    /// strace with what more it is told; `-s` shows enough of a message to know it.
    [[nodiscard]] DaemonOptions traced(std::vector<std::string> more) const {
        std::vector<std::string> words{"strace",         "-qq", "-s",           "400", "-o",
                                       trace().string(), "-e",  "trace=sendmsg"};
        words.insert(words.end(), more.begin(), more.end());
        return {.wrapper = words, .start = Start::by_the_test};
    }
    [[nodiscard]] fs::path trace() const { return directory.path() / "trace"; }

    /// Which sendmsg held the signal first; 0: none.
    [[nodiscard]] std::size_t number_of(const std::string& signal) const {
        std::ifstream in{trace()};
        std::string line;
        for (std::size_t number = 1; std::getline(in, line); ++number)
            if (line.starts_with("sendmsg(") && line.find(signal) != std::string::npos)
                return number;
        return 0;
    }

    /// A job in a daemon of its own; the calls that a dead daemon does not answer are forgiven.
    struct Run {
        explicit Run(const DaemonOptions& options, const HttpServer& server, const Life& life)
            : daemon(options), client(daemon.address()) {
            daemon.start();
            error_of([&] {
                id = client.submit(server.url(life.target), downloads.path() / "file");
                const auto* until = life.completes ? "JobTransferred" : life.signal.c_str();
                const auto told = client.wait_for_signal(until, *id, std::chrono::seconds{5});
                if (told && life.completes) client.manager().Complete(*id);
            });
        }
        [[nodiscard]] std::size_t count(const std::string& signal) const {
            const auto events = client.events();
            return static_cast<std::size_t>(std::ranges::count_if(
                events, [&](const auto& event) { return event.signal == signal; }));
        }

        TempDir downloads;
        Daemon daemon;
        Client client;
        std::optional<std::uint64_t> id;
    };

    void expect_told_at_the_next_start(Run& run) const {
        const auto& signal = GetParam().signal;
        EXPECT_EQ(run.count(signal), 0U) << "it was not sent";
        run.daemon.stop();
        run.daemon.change({});
        run.daemon.start();
        EXPECT_TRUE(run.client.wait_for_signal(signal, *run.id, patience));
        run.daemon.restart();
        const auto another = run.client.submit(server.url("/file"), run.downloads.path() / "b");
        ASSERT_TRUE(run.client.wait_for_signal("JobTransferred", another, patience));
        const auto own = signal == "JobTransferred" ? 1U : 0U;
        EXPECT_EQ(run.count(signal), 1U + own) << "announced at every start";
    }

    HttpServer server;
    TempDir directory;
};

TEST_P(KilledAtTheSignal, ItIsSentAtTheNextStart) {
    server.serve("/file", {.version = {.size = 1000}});
    for (int attempt = 0; attempt < 5; ++attempt) {
        std::size_t nth = 0;
        {
            Run unharmed{traced({}), server, GetParam()};
            ASSERT_TRUE(unharmed.client.wait_for_signal(GetParam().signal, *unharmed.id, patience));
            ASSERT_TRUE(unharmed.daemon.stop());
            nth = number_of(GetParam().signal);
            ASSERT_GT(nth, 0U);
        }
        Run killed{traced({"-e", "inject=sendmsg:signal=SIGKILL:when=" + std::to_string(nth)}),
                   server, GetParam()};
        // How many messages there are depends on the time; this must be the one.
        if (!killed.id || !killed.daemon.wait_for_exit(std::chrono::seconds{5}) ||
            number_of(GetParam().signal) != nth)
            continue;
        return expect_told_at_the_next_start(killed);
    }
    FAIL() << "the kill never fell on the signal";
}

INSTANTIATE_TEST_SUITE_P(Signals, KilledAtTheSignal,
                         testing::Values(Life{"JobTransferred", "/file"},
                                         Life{"JobError", "/nowhere"},
                                         Life{"JobRemoved", "/file", true}),
                         [](const auto& given) { return given.param.signal; });

}  // namespace

}  // namespace transferd::test
