// SPDX-License-Identifier: MIT
#include "client/commands/wait.hpp"

#include "client/commands/job_ids.hpp"
#include "client/detached.hpp"
#include "client/printing.hpp"
#include "client/waiting.hpp"

#include <fmt/format.h>

namespace transferd::client {
namespace {

struct Options {
    Numbers numbers;
    std::optional<std::uint32_t> timeout;
};

ExitCode code_of(const Record& job) {
    const std::string state = text_of(job, "State");
    if (state == "error") {
        return exit_code_of_job(text_of(job, "ErrorCode"));
    }
    return state == "cancelled" ? ExitCode::cancelled : ExitCode::success;
}

// A stranger may wait but not read the error; the code is public.
Record error_of(JobsClient& client, JobId id) {
    try {
        return client.error(id);
    } catch (const ClientError&) {
        return Record::object();
    }
}

ExitCode report(JobsClient& client, const Globals& globals, Record job) {
    const ExitCode code = code_of(job);
    const JobId id{number_of(job, "Id").value_or(0)};
    const bool failed = text_of(job, "State") == "error";
    const Record error = failed ? error_of(client, id) : Record::object();
    if (failed) {
        complain(error_sentence(job, error), {});
    } else if (code == ExitCode::cancelled) {
        complain(fmt::format("job {} was cancelled", id.value), {});
    }
    if (globals.json) {
        job["Error"] = error;
        print_json_line(job);
    }
    return code;
}

ExitCode wait(const Globals& globals, const Options& options) {
    JobsClient client{globals.bus};
    ExitCode first = ExitCode::success;
    const std::vector<JobId> ids = job_ids(options.numbers);
    std::vector<JobId> left = ids;
    Waiting waiting;
    waiting.deadline = deadline_after(options.timeout);
    waiting.progress = !globals.quiet && !globals.json;
    waiting.ended = is_settled;
    waiting.at_end = [&](const Record& job) {
        const ExitCode code = report(client, globals, job);
        first = first == ExitCode::success ? code : first;
        std::erase(left, JobId{number_of(job, "Id").value_or(0)});
    };
    const Waited waited = wait_for(client, ids, waiting);
    return waited == Waited::ended ? first : detached(waited, left, false);
}

}  // namespace

void add_wait(CLI::App& app, Action& chosen) {
    CLI::App* verb =
        app.add_subcommand("wait", "Wait until jobs are transferred, in error or cancelled");
    verb->group("Transfer");
    auto options = std::make_shared<Options>();
    add_job_ids(*verb, options->numbers);
    verb->add_option("--timeout", options->timeout, "Give up waiting after so many seconds")
        ->option_text("SECONDS");
    verb->callback([&chosen, options] {
        chosen = [options](const Globals& globals) { return wait(globals, *options); };
    });
}

}  // namespace transferd::client
