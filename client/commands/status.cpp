// SPDX-License-Identifier: MIT
#include "client/commands/status.hpp"

#include "client/commands/job_ids.hpp"
#include "client/human.hpp"
#include "client/printing.hpp"
#include "client/table.hpp"
#include "client/terminal.hpp"
#include "client/wording.hpp"

#include <fmt/format.h>

namespace transferd::client {
namespace {

void line(std::string_view label, const std::string& text) {
    fmt::print("{:>11}: {}\n", label, text);
}

void print_progress(const Record& job) {
    std::string words = amount_of(job);
    if (const auto percent = percent_of(job)) {
        words += fmt::format(" ({}%)", *percent);
    }
    words += fmt::format(", {} of {} files", number_of(job, "FilesTransferred").value_or(0),
                         number_of(job, "FilesTotal").value_or(0));
    line("Progress", words + pace_of(job));
}

void print_times(const Record& job) {
    line("Created", human_time(number_of(job, "CreatedUSec").value_or(0)));
    for (const auto& [key, label] :
         {std::pair{"TransferredUSec", "Transferred"}, std::pair{"NextRetryUSec", "Next try"},
          std::pair{"ExpiresUSec", "Expires"}}) {
        if (const auto time = number_of(job, key).value_or(0); time != 0) {
            line(label, human_time(time));
        }
    }
}

void print_error(const Record& error) {
    if (error.empty()) {
        return;
    }
    line("Error", error_in_words(error));
    if (const std::string path = text_of(error, "Path"); !path.empty()) {
        line("Error at", path);
    }
}

void print_files(const Record& files) {
    for (const Record& file : files) {
        line(fmt::format("File {}", number_of(file, "Index").value_or(0)), text_of(file, "Path"));
        line("URL", text_of(file, "Url"));
        line("Done", amount_of(file));
    }
}

void print_job(const Record& job) {
    const Record& settings = job.at("Settings");
    const std::string state = text_of(job, "State");
    const bool colours = stdout_has_colour();
    const std::string mark =
        painted({locale_is_utf8() ? "●" : "*", colour_of_state(state)}, colours);
    fmt::print("{} job {} - {}\n", mark, number_of(job, "Id").value_or(0),
               text_of(settings, "DisplayName"));
    line("State", state_in_words(job));
    line("Type", fmt::format("{}, {} priority", text_of(job, "Type"), text_of(job, "Priority")));
    line("Owner", owner_name(number_of(job, "Owner").value_or(0)));
    print_progress(job);
    print_times(job);
    print_error(job.at("Error"));
    print_files(job.at("Files"));
}

Record whole_story(JobsClient& client, JobId id) {
    Record job = client.properties(id);
    job["Settings"] = client.settings(id);
    job["Files"] = client.files(id);
    job["Error"] = client.error(id);
    return job;
}

ExitCode status(const Globals& globals, const Numbers& numbers) {
    JobsClient client{globals.bus};
    std::vector<Record> jobs;
    const ExitCode code =
        for_each_job(numbers, [&](JobId id) { jobs.push_back(whole_story(client, id)); });
    if (globals.json) {
        print_json_array(jobs);
        return code;
    }
    for (std::size_t at = 0; at < jobs.size(); ++at) {
        fmt::print("{}", at == 0 ? "" : "\n");
        print_job(jobs[at]);
    }
    return code;
}

}  // namespace

void add_status(CLI::App& app, Action& chosen) {
    CLI::App* verb = app.add_subcommand("status", "Show everything about some jobs");
    verb->group("Look");
    auto numbers = std::make_shared<Numbers>();
    add_job_ids(*verb, *numbers);
    verb->callback([&chosen, numbers] {
        chosen = [numbers](const Globals& globals) { return status(globals, *numbers); };
    });
}

}  // namespace transferd::client
