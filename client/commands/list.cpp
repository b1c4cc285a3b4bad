// SPDX-License-Identifier: MIT
#include "client/commands/list.hpp"

#include "client/human.hpp"
#include "client/printing.hpp"
#include "client/table.hpp"
#include "client/terminal.hpp"
#include "client/wording.hpp"

#include <fmt/format.h>

namespace transferd::client {
namespace {

std::string done_of(const Record& job) {
    const auto percent = percent_of(job);
    return percent ? fmt::format("{}%", *percent) : "-";
}

std::string size_of(const Record& job) {
    const auto total = number_of(job, "BytesTotal");
    return total ? human_size(*total) : "-";
}

std::vector<Cell> row_of(const Record& job, bool with_owner) {
    std::vector<Cell> row{
        {std::to_string(number_of(job, "Id").value_or(0))},
        {text_of(job, "State"), colour_of_state(text_of(job, "State"))},
        {done_of(job)},
        {size_of(job)},
        {text_of(job, "Priority")},
    };
    if (with_owner) {
        row.push_back({owner_name(number_of(job, "Owner").value_or(0))});
    }
    std::string why = text_of(job, "ErrorCode");
    if (why.empty()) {
        why = reason_in_words(text_of(job, "StateReason"));
    }
    row.push_back({text_of(job, "DisplayName")});
    row.push_back({why, Colour::faint});
    return row;
}

}  // namespace

ExitCode list_jobs(const Globals& globals, bool all_users) {
    JobsClient client{globals.bus};
    const std::vector<Record> jobs = client.jobs(all_users);
    if (globals.json) {
        print_json_array(jobs);
        return ExitCode::success;
    }
    if (jobs.empty()) {
        if (!globals.no_legend && !globals.quiet) {
            fmt::print(stderr, "There are no jobs.\n");
        }
        return ExitCode::success;
    }
    std::vector<std::string> legend{"ID", "STATE", "DONE", "SIZE", "PRIORITY", "NAME", "WHY"};
    if (all_users) {
        legend.insert(legend.end() - 2, "OWNER");
    }
    Table table{legend};
    for (const Record& job : jobs) {
        table.add(row_of(job, all_users));
    }
    fmt::print("{}", table.text(!globals.no_legend, stdout_has_colour()));
    return ExitCode::success;
}

void add_list(CLI::App& app, Action& chosen) {
    CLI::App* verb = app.add_subcommand("list", "Show the jobs that are not final (the default)");
    verb->group("Look");
    auto all_users = std::make_shared<bool>(false);
    verb->add_flag("-a,--all-users", *all_users, "Everybody's jobs; needs authorisation");
    verb->callback([&chosen, all_users] {
        chosen = [all_users](const Globals& globals) { return list_jobs(globals, *all_users); };
    });
}

}  // namespace transferd::client
