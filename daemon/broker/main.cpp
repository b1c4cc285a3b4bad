// SPDX-License-Identifier: MIT
// transferd: the broker. It talks to the bus and the database, never to the network or a user's
// file.
#include "broker/broker.hpp"
#include "broker/command_line.hpp"
#include "journal/native_sink.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <variant>

#include <fmt/format.h>
#include <sdbus-c++/sdbus-c++.h>
#include <systemd/sd-daemon.h>

namespace {

using namespace transferd;

/// $NAME, or ~/FALLBACK, with /transferd.
std::string user_directory(const char* name, const std::string& fallback) {
    const char* given = std::getenv(name);
    if (given && *given == '/') return std::string(given) + "/transferd";
    const char* home = std::getenv("HOME");
    if (!home || *home != '/')
        throw std::runtime_error(fmt::format("Neither {} nor HOME is set", name));
    return fmt::format("{}/{}/transferd", home, fallback);
}

std::string given(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// From the first moment on: a client that sees the name on the bus may already end the broker.
void hold_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, nullptr);
}

void serve(const journal::Journal& journal) {
    std::signal(SIGPIPE, SIG_IGN);
    hold_signals();
    loop::EventLoop loop;
    const auto connection = sdbus::createSessionBusConnection();
    const auto program = std::filesystem::read_symlink("/proc/self/exe");
    broker::Broker broker(
        loop, *connection,
        {.state_directory = user_directory("XDG_STATE_HOME", ".local/state"),
         .policy_file = user_directory("XDG_CONFIG_HOME", ".config") + "/transferd.conf",
         .worker = program.parent_path() / "transfer-worker",
         .key = {.credentials_directory = given("CREDENTIALS_DIRECTORY"),
                 .file = user_directory("XDG_STATE_HOME", ".local/state") + "/secrets.key"}},
        journal);
    for (const int signal : {SIGTERM, SIGINT})
        loop.on_signal(signal, [&] {
            sd_notify(0, "STOPPING=1");
            broker.stop();
        });
    loop.on_signal(SIGHUP, [&] { broker.reload(); });
    sd_notify(0, "READY=1");
    loop.run();
}

}  // namespace

int main(int argc, char** argv) {
    const auto wish = broker::read_command_line(argc, argv);
    if (const auto* status = std::get_if<int>(&wish)) return *status;
    const auto sink = journal::sink_of_stderr();
    const journal::Journal journal{std::get<journal::Level>(wish), *sink};
    try {
        serve(journal);
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        journal.write(
            {.level = journal::Level::err, .text = fmt::format("transferd: {}", error.what())});
        return EXIT_FAILURE;
    }
}
