// SPDX-License-Identifier: MIT
// transfer-worker: does what the broker orders, as the owner of the jobs, and ends with its
// connection. Nobody starts it by hand.
#include "journal/level.hpp"
#include "journal/native_sink.hpp"
#include "loop/event_loop.hpp"
#include "loop/unique_fd.hpp"
#include "worker/errands.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <version.hpp>

namespace {

using namespace transferd;

constexpr const char* help =
    "transfer-worker [--log-level=LEVEL]\n"
    "Moves files for transferd, which starts it. Nobody starts it by hand.\n\n"
    "  --log-level=LEVEL   write lines of this level and worse to the journal: emerg,\n"
    "                      alert, crit, err, warning, notice, info, debug or 0 to 7;\n"
    "                      TRANSFERD_LOG_LEVEL if it is not given, else info\n"
    "  --version           print the version\n"
    "  --help              print this\n";

/// The first connection to the socket that PID 1 has made for this user and for the broker alone:
/// that is how each knows the other. The socket stays PID 1's, so a later connection is a later
/// worker's.
loop::UniqueFd accepted(const loop::UniqueFd& listening) {
    constexpr int longest_wait_ms = 5000;
    pollfd poll{.fd = listening.get(), .events = POLLIN, .revents = 0};
    int connection = -1;
    if (::poll(&poll, 1, longest_wait_ms) > 0)
        connection = accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    else
        errno = ETIMEDOUT;
    if (connection < 0)
        throw std::system_error{errno, std::generic_category(), "accept the broker's connection"};
    return loop::UniqueFd{connection};
}

/// Descriptor 3: the connection that the broker made as it spawned this process, or a socket of
/// PID 1's on which the broker connects.
loop::UniqueFd broker_connection() {
    const bool from_pid_1 = sd_listen_fds(1) > 0;
    // Owned only if it is there: else the loop's own descriptor would get this number.
    if (fcntl(SD_LISTEN_FDS_START, F_SETFD, FD_CLOEXEC) != 0)
        throw std::system_error{errno, std::generic_category(),
                                "take the broker's connection, descriptor 3"};
    loop::UniqueFd given{SD_LISTEN_FDS_START};
    return from_pid_1 ? accepted(given) : std::move(given);
}

/// Each file that is on its way is two descriptors. Whoever started this process has said with the
/// hard limit how many it may have; the soft one is for programs that use select(2).
void raise_file_limit() {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

void serve(const journal::Journal& journal) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    // Other processes of this user's must not read what the job's requests hold.
    prctl(PR_SET_DUMPABLE, 0);
    raise_file_limit();
    auto connection = broker_connection();
    loop::EventLoop loop;
    worker::Errands errands{loop, std::move(connection), journal, [&] { loop.exit(); }};
    loop.on_signal(SIGTERM, [&] { loop.exit(); });
    loop.feed_watchdog();
    sd_notify(0, "READY=1");
    loop.run();
}

/// The exit status, where the arguments ask for something else than serving.
std::optional<int> without_serving(const std::vector<std::string_view>& arguments) {
    if (arguments.empty()) return std::nullopt;
    const auto argument = arguments.size() == 1 ? arguments.front() : "";
    if (argument == "--version") {
        std::printf("transfer-worker %s\n", transferd::version);
        return EXIT_SUCCESS;
    }
    std::fputs(help, argument == "--help" ? stdout : stderr);
    return argument == "--help" ? EXIT_SUCCESS : 2;
}

/// The level to serve with, or the exit status.
std::variant<journal::Level, int> read_command_line(int argc, char** argv) {
    std::vector<std::string_view> arguments(argv + 1, argv + argc);
    const auto option = journal::take_level_option(arguments);
    if (const auto status = without_serving(arguments)) return *status;
    try {
        return journal::chosen_level(option, std::getenv(journal::level_variable));
    } catch (const std::invalid_argument& error) {
        std::fprintf(stderr, "transfer-worker: %s\n", error.what());
        return 2;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const auto wish = read_command_line(argc, argv);
    if (const auto* status = std::get_if<int>(&wish)) return *status;
    const auto sink = journal::sink_of_stderr();
    const journal::Journal journal{std::get<journal::Level>(wish), *sink};
    try {
        serve(journal);
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        journal.write({.level = journal::Level::err,
                       .text = std::string("transfer-worker: ") + error.what()});
        return EXIT_FAILURE;
    }
}
