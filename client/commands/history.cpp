// SPDX-License-Identifier: MIT
#include "client/commands/history.hpp"

#include "client/human.hpp"
#include "client/printing.hpp"
#include "client/table.hpp"
#include "client/terminal.hpp"
#include "client/wording.hpp"

#include <fmt/format.h>

namespace transferd::client {
namespace {

struct Options {
    bool all_users = false;
    std::uint32_t limit = 0;
};

Cell result_of(const Record& job) {
    const std::string result = text_of(job, "Result");
    return {result, result == "acknowledged" ? Colour::good : Colour::bad};
}

std::vector<Cell> row_of(const Record& job) {
    return {{std::to_string(number_of(job, "Id").value_or(0))},
            result_of(job),
            {human_time(number_of(job, "RemovedUSec").value_or(0))},
            {owner_name(number_of(job, "Owner").value_or(0))},
            {std::to_string(number_of(job, "Files").value_or(0))},
            {human_size(number_of(job, "Bytes").value_or(0))},
            {text_of(job, "DisplayName")}};
}

ExitCode history(const Globals& globals, const Options& options) {
    JobsClient client{globals.bus};
    const std::vector<Record> jobs = client.history(options.all_users, options.limit);
    if (globals.json) {
        print_json_array(jobs);
        return ExitCode::success;
    }
    Table table{{"ID", "RESULT", "ENDED", "OWNER", "FILES", "SIZE", "NAME"}};
    for (const Record& job : jobs) {
        table.add(row_of(job));
    }
    if (!jobs.empty()) {
        fmt::print("{}", table.text(!globals.no_legend, stdout_has_colour()));
    } else if (!globals.no_legend && !globals.quiet) {
        fmt::print(stderr, "No job ended in the last 30 days.\n");
    }
    return ExitCode::success;
}

}  // namespace

void add_history(CLI::App& app, Action& chosen) {
    CLI::App* verb = app.add_subcommand("history", "Show the jobs that ended in the last 30 days");
    verb->group("Look");
    auto options = std::make_shared<Options>();
    verb->add_flag("-a,--all-users", options->all_users, "Everybody's jobs; needs authorisation");
    verb->add_option("-n,--limit", options->limit, "At most so many, the newest first")
        ->option_text("NUMBER");
    verb->callback([&chosen, options] {
        chosen = [options](const Globals& globals) { return history(globals, *options); };
    });
}

}  // namespace transferd::client
