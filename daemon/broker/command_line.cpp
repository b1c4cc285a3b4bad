// SPDX-License-Identifier: MIT
#include "broker/command_line.hpp"

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <version.hpp>

namespace transferd::broker {

namespace {

constexpr std::string_view help =
    "transferd [--session [--exit-when-idle]] [--log-level=LEVEL]\n"
    "Moves files in the background for the users of this machine. systemd starts it.\n\n"
    "  --session           serve the programs of this user, on the session bus\n"
    "  --exit-when-idle    end after the policy's IdleExit without anything to do, as the\n"
    "                      system service does: for a bus that starts it again\n"
    "  --log-level=LEVEL   write lines of this level and worse to the journal: emerg,\n"
    "                      alert, crit, err, warning, notice, info, debug or 0 to 7;\n"
    "                      TRANSFERD_LOG_LEVEL if it is not given, else info\n"
    "  --version           print the version\n"
    "  --help              print this\n\n"
    "State is kept in /var/lib/transferd, policy read from /etc/transferd/transferd.conf\n"
    "and its directory .conf.d; with --session in $XDG_STATE_HOME/transferd and\n"
    "$XDG_CONFIG_HOME/transferd.\n";

/// The exit status, where the arguments ask for something else than serving.
std::optional<int> without_serving(const std::vector<std::string_view>& arguments) {
    if (arguments.empty()) return std::nullopt;
    const auto argument = arguments.size() == 1 ? arguments.front() : "";
    if (argument == "--version") {
        fmt::print("transferd {}\n", transferd::version);
        return EXIT_SUCCESS;
    }
    fmt::print(argument == "--help" ? stdout : stderr, "{}", help);
    return argument == "--help" ? EXIT_SUCCESS : 2;
}

}  // namespace

Wish read_command_line(int argc, char** argv) {
    std::vector<std::string_view> arguments(argv + 1, argv + argc);
    const auto option = journal::take_level_option(arguments);
    const bool session = std::erase(arguments, "--session") > 0;
    const bool exit_when_idle = session && std::erase(arguments, "--exit-when-idle") > 0;
    if (const auto status = without_serving(arguments)) return *status;
    try {
        const auto level = journal::chosen_level(option, std::getenv(journal::level_variable));
        return Serving{.level = level, .session = session, .exit_when_idle = exit_when_idle};
    } catch (const std::invalid_argument& error) {
        fmt::print(stderr, "transferd: {}\n", error.what());
        return 2;
    }
}

}  // namespace transferd::broker
