// SPDX-License-Identifier: MIT
// The broker's pool with the worker that is built, a server on loopback and a directory.
#include "broker/pool/spawn_launcher.hpp"
#include "broker/pool/worker_pool.hpp"
#include "support/children.hpp"
#include "support/daemon.hpp"
#include "support/http_server.hpp"
#include "support/temp_dir.hpp"
#include "world.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

#include <gtest/gtest.h>
#include <unistd.h>
#include <wire_build_id.hpp>

namespace transferd::test {

namespace {

using std::chrono::microseconds;

constexpr std::chrono::seconds longest_wait{20};
/// A second holds enough for a few reports, a test never the whole file.
constexpr std::uint64_t slow_rate = 100UL * 1024;

std::vector<pid_t> workers() {
    return children_named(getpid(), "transfer-worker");
}

/// Knows whose worker is which process.
class KnowingLauncher : public broker::Launcher {
  public:
    explicit KnowingLauncher(loop::EventLoop& loop)
        : spawn_(loop, {program_directory() / "transfer-worker"}) {}

    void launch(core::Uid owner, std::function<void(broker::Launched)> launched) override {
        if (refuses) return launched(broker::NotLaunched{"There is no worker to be had"});
        const auto before = workers();
        spawn_.launch(owner, std::move(launched));
        for (const auto pid : workers())
            if (std::find(before.begin(), before.end(), pid) == before.end()) pids[owner] = pid;
    }

    void let_go(core::Uid owner) override { spawn_.let_go(owner); }
    [[nodiscard]] bool settled() const override { return spawn_.settled(); }
    void ask_account(core::Uid owner, std::function<void()> locked_out) override {
        spawn_.ask_account(owner, std::move(locked_out));
    }
    void end(core::Uid owner) override { spawn_.end(owner); }

    bool refuses{};
    std::map<core::Uid, pid_t> pids;

  private:
    broker::SpawnLauncher spawn_;
};

class RealWorld : public World {
  public:
    explicit RealWorld(broker::WorkerLink::Patience patience = {})
        : pool_(loop_, launcher_, {.build = wire::build_id, .publish_mode = 0644}, patience) {
        for (const auto* variable : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"})
            unsetenv(variable);
        std::filesystem::create_directory(directory());
        std::filesystem::create_directory_symlink(directory(), link());
    }
    ~RealWorld() override {
        pool_.close();
        for (const auto pid : workers()) ::kill(pid, SIGCONT);
        if (run_until([] { return workers().empty(); })) return;
        ADD_FAILURE() << "A worker has not ended with its connection";
        for (const auto pid : workers()) ::kill(pid, SIGKILL);
    }
    RealWorld(const RealWorld&) = delete;
    RealWorld& operator=(const RealWorld&) = delete;

    core::Transfers& transfers() override { return pool_; }
    void listen(core::TransferListener& listener) override { pool_.listen(listener); }

    bool run_until(const std::function<bool()>& so) override {
        const auto deadline = loop::boot_time() + longest_wait;
        while (!so()) {
            const auto left = deadline - loop::boot_time();
            if (left <= microseconds{0}) return false;
            loop::check(
                sd_event_run(loop_.get(), static_cast<std::uint64_t>(microseconds{left}.count())),
                "turn the loop");
            // A callback threw: run() says what.
            if (sd_event_get_state(loop_.get()) == SD_EVENT_FINISHED) loop_.run();
        }
        return true;
    }

    void serve(const core::FileRef& file, Remote remote) override {
        server_.serve(target(file), {.version = {.size = remote_size},
                                     .status = remote == Remote::missing ? 404 : 200,
                                     .rate = remote == Remote::slow ? slow_rate : 0});
    }
    std::string url(const core::FileRef& file) override { return server_.url(target(file)); }

    core::Destination place(const std::string& name) override {
        return {.directory = directory(), .name = name};
    }
    core::Destination same_place(const std::string& name) override {
        return {.directory = link(), .name = name};
    }
    core::Destination nowhere(const std::string& name) override {
        return {.directory = files_.path() / "gone", .name = name};
    }
    void put_file(const core::Destination& destination) override {
        std::ofstream{destination.path()} << "somebody's";
    }

    void freeze() override {
        for (const auto& [owner, pid] : launcher_.pids) ::kill(pid, SIGSTOP);
    }
    void kill(core::Uid owner) override { ::kill(launcher_.pids.at(owner), SIGKILL); }
    void refuse_workers() override { launcher_.refuses = true; }

  private:
    static std::string target(const core::FileRef& file) {
        return "/" + std::to_string(file.job.value) + "-" + std::to_string(file.index.value);
    }
    [[nodiscard]] std::string directory() const { return files_.path() / "directory"; }
    [[nodiscard]] std::string link() const { return files_.path() / "link"; }

    TempDir files_;
    HttpServer server_;
    loop::EventLoop loop_;
    KnowingLauncher launcher_{loop_};
    broker::WorkerPool pool_;
};

}  // namespace

std::unique_ptr<World> make_real_world() {
    return std::make_unique<RealWorld>();
}

std::unique_ptr<World> make_impatient_world() {
    return std::make_unique<RealWorld>(
        broker::WorkerLink::Patience{.beat = std::chrono::milliseconds{500}, .beats = 3});
}

}  // namespace transferd::test
