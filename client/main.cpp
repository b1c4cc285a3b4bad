// SPDX-License-Identifier: MIT
// transferctl: the command line of transferd. Reads the command line, runs one verb.
#include "client/commands/control.hpp"
#include "client/commands/credentials.hpp"
#include "client/commands/download.hpp"
#include "client/commands/history.hpp"
#include "client/commands/list.hpp"
#include "client/commands/policy.hpp"
#include "client/commands/status.hpp"
#include "client/commands/wait.hpp"
#include "client/globals.hpp"
#include "client/help.hpp"
#include "client/printing.hpp"
#include "version.hpp"

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace transferd::client {
namespace {

Bus bus_of_environment() {
    const char* value = std::getenv("TRANSFERCTL_BUS");
    const std::string_view word = value == nullptr ? "" : value;
    if (word == "user") {
        return Bus::user;
    }
    if (word.empty() || word == "system") {
        return Bus::system;
    }
    throw ClientError{ExitCode::usage,
                      "TRANSFERCTL_BUS must be user or system, not '" + std::string{word} + "'"};
}

void add_globals(CLI::App& app, Globals& globals) {
    app.set_help_flag("-h,--help", "Show this help");
    app.set_version_flag("--version", std::string{"transferctl "} + version, "Show the version");
    app.add_flag("--json", globals.json, "Print JSON with the keys of the D-Bus interface");
    app.add_flag("-q,--quiet", globals.quiet, "No progress, nothing that was not asked for");
    app.add_flag("--no-legend", globals.no_legend, "Tables without their head line");
    auto* user = app.add_flag_callback(
        "--user", [&globals] { globals.bus = Bus::user; }, "Ask the service of your session");
    app.add_flag_callback(
           "--system", [&globals] { globals.bus = Bus::system; },
           "Ask the service of the machine (the default)")
        ->excludes(user);
}

ExitCode run(int argc, char** argv) {
    Globals globals;
    Action chosen = [](const Globals& all) { return list_jobs(all, false); };
    CLI::App app{"Transfers files in the background, and keeps at it.", "transferctl"};
    add_globals(app, globals);
    add_download(app, chosen);
    add_wait(app, chosen);
    add_list(app, chosen);
    add_status(app, chosen);
    add_history(app, chosen);
    add_policy(app, chosen);
    add_control(app, chosen);
    add_credentials(app, chosen);
    app.require_subcommand(0, 1);
    set_up_help(app);
    try {
        globals.bus = bus_of_environment();
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            return static_cast<ExitCode>(app.exit(error));
        }
        complain(error.what(), help_hint(app));
        return ExitCode::usage;
    }
    return chosen(globals);
}

int guarded(int argc, char** argv) {
    ExitCode code = ExitCode::failure;
    try {
        code = run(argc, argv);
    } catch (const ClientError& error) {
        complain(error);
        code = error.code();
    } catch (const std::exception& error) {
        complain(error.what(), {});
    }
    if (std::fflush(stdout) != 0 && code == ExitCode::success) {
        complain("cannot write the result to standard output", {});
        code = ExitCode::failure;
    }
    return static_cast<int>(code);
}

}  // namespace
}  // namespace transferd::client

int main(int argc, char** argv) {
    std::setlocale(LC_ALL, "");
    return transferd::client::guarded(argc, argv);
}
