// SPDX-License-Identifier: MIT
// transferd: the broker. It talks to the bus and the database, never to the network or a user's
// file.
#include "broker/broker.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <sdbus-c++/sdbus-c++.h>
#include <systemd/sd-daemon.h>
#include <version.hpp>

namespace {

using namespace transferd;

constexpr std::string_view help =
    "transferd --session\n"
    "Moves files in the background for the programs of this user.\n\n"
    "  --session   serve org.example.Transfer on the session bus\n"
    "  --version   print the version\n"
    "  --help      print this\n\n"
    "State is kept in $XDG_STATE_HOME/transferd, policy read from\n"
    "$XDG_CONFIG_HOME/transferd/transferd.conf and its directory .conf.d.\n";

/// $NAME, or ~/FALLBACK, with /transferd.
std::string user_directory(const char* name, const std::string& fallback) {
    const char* given = std::getenv(name);
    if (given && *given == '/') return std::string(given) + "/transferd";
    const char* home = std::getenv("HOME");
    if (!home || *home != '/')
        throw std::runtime_error(fmt::format("Neither {} nor HOME is set", name));
    return fmt::format("{}/{}/transferd", home, fallback);
}

/// From the first moment on: a client that sees the name on the bus may already end the broker.
void hold_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, nullptr);
}

void serve() {
    std::signal(SIGPIPE, SIG_IGN);
    hold_signals();
    loop::EventLoop loop;
    const auto connection = sdbus::createSessionBusConnection();
    const auto program = std::filesystem::read_symlink("/proc/self/exe");
    broker::Broker broker(
        loop, *connection,
        {.state_directory = user_directory("XDG_STATE_HOME", ".local/state"),
         .policy_file = user_directory("XDG_CONFIG_HOME", ".config") + "/transferd.conf",
         .worker = program.parent_path() / "transfer-worker"});
    for (const int signal : {SIGTERM, SIGINT})
        loop.on_signal(signal, [&] {
            sd_notify(0, "STOPPING=1");
            broker.stop();
        });
    loop.on_signal(SIGHUP, [&] { broker.reload(); });
    sd_notify(0, "READY=1");
    loop.run();
}

/// The exit status, where the arguments ask for something else than serving.
std::optional<int> without_serving(int argc, char** argv) {
    const std::string_view argument = argc == 2 ? argv[1] : "";
    if (argument == "--session") return std::nullopt;
    if (argument == "--version") {
        fmt::print("transferd {}\n", transferd::version);
        return EXIT_SUCCESS;
    }
    fmt::print(argument == "--help" ? stdout : stderr, "{}", help);
    return argument == "--help" ? EXIT_SUCCESS : 2;
}

}  // namespace

int main(int argc, char** argv) {
    if (const auto status = without_serving(argc, argv)) return *status;
    try {
        serve();
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}transferd: {}\n", SD_ERR, error.what());
        return EXIT_FAILURE;
    }
}
