// SPDX-License-Identifier: MIT
// The product under test: a private bus, state and configuration of its own, and the broker.
#pragma once

#include "support/name_watch.hpp"
#include "support/private_bus.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace transferd::test {

/// TRANSFERD_BIN_DIR of the environment, else where this build puts its programs.
std::filesystem::path program_directory();

/// The programs of one user, or all users, with polkit; no unit can be started on a private bus.
enum class Serves { session_bus, system_bus };
enum class Start { at_once, by_the_test };

struct DaemonOptions {
    /// The text of transferd.conf; empty: no file.
    std::string policy{};
    /// Put before the broker's own command line (strace and its arguments).
    std::vector<std::string> wrapper{};
    /// Where both programs are.
    std::filesystem::path programs = program_directory();
    /// Where NetworkManager would be.
    std::string system_bus = "unix:path=/nonexistent/system_bus";
    Serves serves = Serves::session_bus;
    Start start = Start::at_once;
};

class Daemon {
  public:
    /// Started, with its name on the bus, unless the options leave that to the test.
    explicit Daemon(DaemonOptions options = {});
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    [[nodiscard]] const std::string& address() const { return bus_.address(); }
    [[nodiscard]] std::filesystem::path state_directory() const;
    /// What a client of this bus needs.
    [[nodiscard]] Environment environment() const;

    [[nodiscard]] pid_t broker_pid() { return name_.owner_pid(); }
    /// Of the workers that this broker started and that live.
    [[nodiscard]] std::vector<pid_t> worker_pids();

    /// Throws std::runtime_error where the name does not come within 10 s.
    void start();
    /// As start(), but answers false where the broker ended before its name came.
    [[nodiscard]] bool try_start();
    /// kill -9 of the broker; returns when the bus has noticed.
    void kill9();
    /// SIGTERM; none where it is not gone in time.
    std::optional<Exit> stop(std::chrono::milliseconds timeout = std::chrono::seconds{10});
    void restart();
    /// How the broker (or its wrapper) ended, if it did in time.
    std::optional<Exit> wait_for_exit(std::chrono::milliseconds timeout);
    /// For the next start.
    void change(const DaemonOptions& options);

  private:
    void write_policy();

    DaemonOptions options_;
    TempDir home_;
    PrivateBus bus_;
    NameWatch name_;
    std::optional<Process> broker_;
};

/// Ends one process of the product, as the kernel would for want of memory.
void kill_process(pid_t pid);

}  // namespace transferd::test
