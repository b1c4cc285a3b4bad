// SPDX-License-Identifier: MIT
#include "client/commands/policy.hpp"

#include "client/printing.hpp"
#include "client/table.hpp"
#include "client/terminal.hpp"
#include "client/wording.hpp"

#include <fmt/format.h>

namespace transferd::client {
namespace {

ExitCode policy(const Globals& globals) {
    JobsClient client{globals.bus};
    const std::vector<Record> lines = client.policy();
    if (globals.json) {
        print_json_array(lines);
        return ExitCode::success;
    }
    Table table{{"KEY", "VALUE", "FROM"}};
    for (const Record& line : lines) {
        const std::string key = text_of(line, "Key");
        table.add({{key},
                   {policy_value(key, line.at("Value"))},
                   {text_of(line, "Source"), Colour::faint}});
    }
    fmt::print("{}", table.text(!globals.no_legend, stdout_has_colour()));
    return ExitCode::success;
}

}  // namespace

void add_policy(CLI::App& app, Action& chosen) {
    CLI::App* verb =
        app.add_subcommand("policy", "Show the limits in force and where each one comes from");
    verb->group("Look");
    verb->callback([&chosen] { chosen = policy; });
}

}  // namespace transferd::client
