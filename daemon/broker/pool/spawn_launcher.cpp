// SPDX-License-Identifier: MIT
#include "broker/pool/spawn_launcher.hpp"

#include <array>
#include <csignal>
#include <cstring>
#include <utility>

#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

namespace transferd::broker {

namespace {

/// What the worker expects its connection on (see worker/main.cpp).
constexpr int worker_fd = 3;

class SpawnSettings {
  public:
    explicit SpawnSettings(int connection) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
        // dup2 onto itself would keep close-on-exec; glibc clears it there.
        posix_spawn_file_actions_adddup2(&actions_, connection, worker_fd);
        posix_spawn_file_actions_addclosefrom_np(&actions_, worker_fd + 1);
        // The loop blocks the signals that it reads; a child begins with none blocked.
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    ~SpawnSettings() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }

    [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }
    [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

SpawnLauncher::SpawnLauncher(loop::EventLoop& loop, std::vector<std::string> command)
    : loop_(loop), command_(std::move(command)) {}

void SpawnLauncher::launch(core::Uid /*owner*/, std::function<void(Launched)> launched) {
    launched(spawn());
}

Launched SpawnLauncher::spawn() {
    std::array<int, 2> pair{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair.data()) != 0)
        return NotLaunched{std::string("No socket for a worker: ") + std::strerror(errno)};
    loop::UniqueFd ours{pair[0]};
    const loop::UniqueFd theirs{pair[1]};
    const SpawnSettings settings{theirs.get()};
    std::vector<char*> arguments;
    for (auto& argument : command_) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    pid_t child = 0;
    const int error = posix_spawn(&child, arguments.front(), settings.actions(),
                                  settings.attributes(), arguments.data(), environ);
    if (error != 0)
        return NotLaunched{"The worker " + command_.front() +
                           " did not start: " + std::strerror(error)};
    children_[child] = std::make_unique<loop::ChildWatch>(
        loop_, child, [this, child](int /*status*/) { children_.erase(child); });
    return ours;
}

}  // namespace transferd::broker
