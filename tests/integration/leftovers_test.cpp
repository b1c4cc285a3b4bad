// SPDX-License-Identifier: MIT
// Cancel ends the job whatever its files do; what it leaves is named, and deleted later.
#include "loop/unique_fd.hpp"
#include "support/bench.hpp"

#include <fstream>
#include <iterator>

#include <poll.h>
#include <sys/inotify.h>

namespace transferd::test {

namespace {

namespace fs = std::filesystem;
using Paths = std::vector<std::string>;

/// Until nothing is in `directory` any more; false at the deadline.
bool becomes_empty(const fs::path& directory) {
    const loop::UniqueFd watch{inotify_init1(IN_CLOEXEC)};
    inotify_add_watch(watch.get(), directory.c_str(), IN_DELETE);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!fs::is_empty(directory)) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        pollfd event{.fd = watch.get(), .events = POLLIN, .revents = 0};
        poll(&event, 1, 100);
    }
    return true;
}

class Leftovers : public Bench {
  protected:
    explicit Leftovers(DaemonOptions options = {}) : Bench(std::move(options)) {
        server.serve("/file", {.version = {.size = 10 * mib}, .rate = 200 * kib});
    }
    /// Some of it is on disk.
    std::uint64_t half_done(const fs::path& path) {
        const auto id = client.submit(server.url("/file"), path);
        EXPECT_TRUE(server.wait_for_bytes("/file", 50 * kib, patience));
        EXPECT_TRUE(becomes(id, "transferring"));
        return id;
    }
};

TEST_F(Leftovers, OfAJobWhoseWorkerIsDeadAreNone) {
    const auto id = half_done(in_downloads("file"));
    for (const auto pid : daemon.worker_pids()) kill_process(pid);
    EXPECT_EQ(client.manager().Cancel(id), Paths{});
    EXPECT_EQ(client.state(id), "cancelled");
    EXPECT_TRUE(names_in_downloads().empty());
}

TEST_F(Leftovers, InADirectoryThatIsGoneAreNamedAndDeletedWhenItIsBack) {
    const auto directory = in_downloads("directory");
    const auto elsewhere = in_downloads("elsewhere");
    fs::create_directory(directory);
    const auto id = half_done(directory / "file");
    fs::rename(directory, elsewhere);
    const auto part = directory / (".file." + std::to_string(id) + "-0.part");
    EXPECT_EQ(client.manager().Cancel(id), Paths{part});
    EXPECT_EQ(client.state(id), "cancelled");
    daemon.kill9();
    daemon.start();
    EXPECT_FALSE(fs::is_empty(elsewhere));
    fs::rename(elsewhere, directory);
    daemon.restart();
    EXPECT_TRUE(becomes_empty(directory));
}

struct OwnPrograms {
    OwnPrograms() {
        for (const auto* name : {"transferd", "transfer-worker"})
            fs::copy_file(program_directory() / name, programs.path() / name);
    }
    TempDir programs;
};

class WithoutAWorker : protected OwnPrograms, public Leftovers {
  protected:
    WithoutAWorker() : Leftovers({.programs = programs.path()}) {}
};

TEST_F(WithoutAWorker, CancelEndsTheJobAndTheNextWorkerDeletesItsFiles) {
    const auto id = half_done(in_downloads("file"));
    fs::rename(programs.path() / "transfer-worker", programs.path() / "away");
    for (const auto pid : daemon.worker_pids()) kill_process(pid);
    const Paths parts{in_downloads(".file." + std::to_string(id) + "-0.part")};
    EXPECT_EQ(client.manager().Cancel(id), parts);
    EXPECT_TRUE(client.wait_for_signal("JobRemoved", id, patience));
    EXPECT_EQ(names_in_downloads().size(), 1U);
    fs::rename(programs.path() / "away", programs.path() / "transfer-worker");
    daemon.restart();
    EXPECT_TRUE(becomes_empty(downloads.path()));
}

/// The first worker is killed at the entry of the call that would delete a part file.
class KilledAtTheDelete : public WithoutAWorker {
  protected:
    KilledAtTheDelete() {
        const auto script = programs.path() / "transfer-worker";
        fs::remove(script);
        const auto real = (program_directory() / "transfer-worker").string();
        std::ofstream{script} << "#!/bin/sh\nif mkdir '" << (programs.path() / "first").string()
                              << "' 2>/dev/null; then\n  ASAN_OPTIONS=detect_leaks=0; "
                                 "export ASAN_OPTIONS\n  exec strace -f -qq -o '"
                              << trace().string()
                              << "' -e trace=unlinkat -e inject=unlinkat:signal=SIGKILL:when=1 '"
                              << real << "' \"$@\"\nfi\nexec '" << real << "' \"$@\"\n";
        fs::permissions(script, fs::perms::owner_all);
    }
    [[nodiscard]] fs::path trace() const { return programs.path() / "trace"; }
    [[nodiscard]] bool was_killed() const {
        std::ifstream in{trace()};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        return text.find("killed by SIGKILL") != std::string::npos;
    }
};

TEST_F(KilledAtTheDelete, CancelGoesOnWithAnotherWorkerAndLeavesNothing) {
    const auto id = half_done(in_downloads("file"));
    EXPECT_EQ(client.manager().Cancel(id), Paths{});
    EXPECT_EQ(client.state(id), "cancelled");
    EXPECT_TRUE(names_in_downloads().empty());
    EXPECT_TRUE(was_killed());
}

}  // namespace

}  // namespace transferd::test
