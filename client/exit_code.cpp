// SPDX-License-Identifier: MIT
#include "client/exit_code.hpp"

#include <array>
#include <utility>

namespace transferd::client {
namespace {

using Row = std::pair<std::string_view, ExitCode>;

constexpr std::array service_errors{
    Row{"NoSuchJob", ExitCode::no_such_job},         Row{"TooManyJobsPerUser", ExitCode::refused},
    Row{"TooManyJobsPerMachine", ExitCode::refused}, Row{"TooManyFiles", ExitCode::refused},
    Row{"TooManyRanges", ExitCode::refused},
};

// Disconnected, NoReply and Timeout can come from our own end of the connection.
constexpr std::array bus_errors{
    Row{"UnknownObject", ExitCode::no_such_job},
    Row{"AccessDenied", ExitCode::not_permitted},
    Row{"AuthFailed", ExitCode::not_permitted},
    Row{"InteractiveAuthorizationRequired", ExitCode::not_permitted},
    Row{"LimitsExceeded", ExitCode::refused},
    Row{"ServiceUnknown", ExitCode::unreachable},
    Row{"NameHasNoOwner", ExitCode::unreachable},
    Row{"NoReply", ExitCode::unreachable},
    Row{"Timeout", ExitCode::unreachable},
    Row{"TimedOut", ExitCode::unreachable},
    Row{"Disconnected", ExitCode::unreachable},
    Row{"NoServer", ExitCode::unreachable},
};

// What libsystemd makes of the connection's own errno values.
constexpr std::array local_errors{
    Row{"System.Error.ENOTCONN", ExitCode::unreachable},
    Row{"System.Error.ECONNRESET", ExitCode::unreachable},
    Row{"System.Error.EPIPE", ExitCode::unreachable},
};

template <class Table>
ExitCode look_up(const Table& table, std::string_view name) noexcept {
    for (const auto& [known, code] : table) {
        if (name == known) {
            return code;
        }
    }
    return ExitCode::failure;
}

}  // namespace

ExitCode exit_code_of_call(std::string_view name) noexcept {
    constexpr std::string_view service_prefix{"org.example.Transfer.Error."};
    constexpr std::string_view bus_prefix{"org.freedesktop.DBus.Error."};
    if (name.starts_with(service_prefix)) {
        return look_up(service_errors, name.substr(service_prefix.size()));
    }
    // Of the bus, where systemd would not start the service for it: it is masked, or not there.
    if (name.starts_with("org.freedesktop.systemd1.")) {
        return ExitCode::unreachable;
    }
    if (!name.starts_with(bus_prefix)) {
        return look_up(local_errors, name);
    }
    const std::string_view word = name.substr(bus_prefix.size());
    if (word.starts_with("Spawn.")) {
        return ExitCode::unreachable;
    }
    return look_up(bus_errors, word);
}

ExitCode exit_code_of_job(std::string_view code) noexcept {
    return code == "digest-mismatch" || code == "size-mismatch" ? ExitCode::integrity
                                                                : ExitCode::job_error;
}

std::string_view hint_for(ExitCode code) noexcept {
    switch (code) {
        using enum ExitCode;
        case no_such_job:
            return "`transferctl list` shows your jobs, `transferctl history` those that ended.";
        case refused:
            return "`transferctl list` shows what counts; `transferctl policy` shows the limits.";
        case unreachable:
            return "Is transferd installed and running? `--user` asks the service of your session,"
                   " `--system` that of the machine.";
        case usage:
        case success:
        case failure:
        // Of what, and to whom, is in the service's own sentence: a job, a list, a directory.
        case not_permitted:
        case job_error:
        case integrity:
        case timed_out:
        case cancelled:
            return {};
    }
    return {};
}

}  // namespace transferd::client
