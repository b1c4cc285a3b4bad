// SPDX-License-Identifier: MIT
// transferd: the broker. It talks to the bus and the database, never to the network or a user's
// file.
#include "broker/broker.hpp"
#include "broker/bus/polkit_authority.hpp"
#include "broker/bus/session_authority.hpp"
#include "broker/command_line.hpp"
#include "broker/directories.hpp"
#include "broker/environment_proxy.hpp"
#include "broker/owners/machine_owners.hpp"
#include "broker/owners/session_owner.hpp"
#include "broker/pool/spawn_launcher.hpp"
#include "broker/pool/unit_launcher.hpp"
#include "broker/service_journal.hpp"
#include "journal/native_sink.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <sdbus-c++/sdbus-c++.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>

namespace {

using namespace transferd;

/// From the first moment on: a client that sees the name on the bus may already end the broker.
void hold_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, nullptr);
}

/// What systemd starts again at once (RestartForceExitStatus=).
constexpr int wanted_again = 75;
/// What systemd does not start again (RestartPreventExitStatus=).
constexpr int name_refused = 77;

int fail(const journal::Journal& journal, const std::exception& error, int status) {
    journal.write(
        {.level = journal::Level::err, .text = fmt::format("transferd: {}", error.what())});
    return status;
}

/// The exit status.
int serve(loop::EventLoop& loop, sdbus::IConnection& connection, broker::BrokerSetup setup,
          const journal::Journal& journal) {
    // For its first value the library opens a descriptor, and later there may be none to be had.
    const sdbus::Variant first_value;
    broker::Broker broker(loop, connection, std::move(setup), journal);
    for (const int signal : {SIGTERM, SIGINT}) loop.on_signal(signal, [&] { broker.stop(); });
    loop.on_signal(SIGHUP, [&] { broker.reload(); });
    loop.feed_watchdog();
    sd_notify(0, "READY=1");
    loop.run();
    return broker.wanted_again() ? wanted_again : EXIT_SUCCESS;
}

/// systemd holds back the next start from here on.
void tell_stopping() {
    sd_notify(0, "STOPPING=1");
}

/// What a program of this user's makes has these rights.
std::uint32_t mode_of_new_files() {
    const auto mask = umask(0);
    umask(mask);
    return 0666U & ~mask;
}

/// The worker writes to the journal what the broker writes.
int serve_session(loop::EventLoop& loop, const broker::Serving& serving,
                  const journal::Journal& journal) {
    const auto connection = sdbus::createSessionBusConnection();
    const auto worker =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "transfer-worker";
    broker::SpawnLauncher launcher(
        loop, {worker, "--log-level=" + std::string(core::word(journal.level()))});
    return serve(
        loop, *connection,
        {.state_directory = broker::user_directory("XDG_STATE_HOME", ".local/state"),
         .policy_file = broker::user_directory("XDG_CONFIG_HOME", ".config") + "/transferd.conf",
         .launcher = launcher,
         .authority = std::make_unique<broker::SessionAuthority>(),
         .owners = std::make_unique<broker::SessionOwner>(),
         .key = {.credentials_directory = broker::given("CREDENTIALS_DIRECTORY"),
                 .file = broker::user_directory("XDG_STATE_HOME", ".local/state") + "/secrets.key"},
         .environment_proxy =
             broker::environment_proxy([](const char* name) { return std::getenv(name); }),
         .publish_mode = mode_of_new_files(),
         .for_many_users = false,
         .exit_when_idle = serving.exit_when_idle,
         .leaving = tell_stopping},
        journal);
}

int serve_system(loop::EventLoop& loop, const journal::Journal& journal) {
    constexpr std::uint32_t readable_by_all = 0644;
    const auto connection = sdbus::createSystemBusConnection();
    broker::UnitLauncher launcher(*connection, "/run/transferd-worker");
    return serve(
        loop, *connection,
        {.state_directory = broker::given_directory("STATE_DIRECTORY", "/var/lib/transferd"),
         .policy_file = broker::given_directory("CONFIGURATION_DIRECTORY", "/etc/transferd") +
                        "/transferd.conf",
         .launcher = launcher,
         .authority =
             std::make_unique<broker::PolkitAuthority>(*connection, broker::polkit_news(journal)),
         .owners = std::make_unique<broker::MachineOwners>(loop),
         .key = {.credentials_directory = broker::given("CREDENTIALS_DIRECTORY"), .file = {}},
         .publish_mode = readable_by_all,
         .for_many_users = true,
         .exit_when_idle = true,
         .leaving = tell_stopping},
        journal);
}

}  // namespace

int main(int argc, char** argv) {
    const auto wish = broker::read_command_line(argc, argv);
    if (const auto* status = std::get_if<int>(&wish)) return *status;
    const auto& serving = std::get<broker::Serving>(wish);
    const auto sink = journal::sink_of_stderr();
    const journal::Journal journal{serving.level, *sink};
    try {
        std::signal(SIGPIPE, SIG_IGN);
        hold_signals();
        loop::EventLoop loop;
        return serving.session ? serve_session(loop, serving, journal)
                               : serve_system(loop, journal);
    } catch (const broker::NameRefused& error) {
        return fail(journal, error, name_refused);
    } catch (const std::exception& error) {
        return fail(journal, error, EXIT_FAILURE);
    }
}
