// SPDX-License-Identifier: MIT
#include "client/commands/control.hpp"

#include "client/commands/job_ids.hpp"
#include "client/completing.hpp"
#include "client/printing.hpp"

#include <fmt/format.h>

namespace transferd::client {
namespace {

/// Does the verb to one job; the result is what --json prints.
using Deed = std::function<Record(JobsClient&, const Globals&, JobId)>;

Record suspend(JobsClient& client, const Globals& /*globals*/, JobId id) {
    client.suspend(id);
    return {{"Id", id.value}};
}

Record resume(JobsClient& client, const Globals& /*globals*/, JobId id) {
    client.resume(id);
    return {{"Id", id.value}};
}

Record complete(JobsClient& client, const Globals& globals, JobId id) {
    const Completion done = complete_to_the_end(client, id);
    complain_about_leftovers(id, done.leftovers);
    if (!globals.quiet && !globals.json) {
        fmt::print("job {}: {} published, {} discarded\n", id.value, done.published,
                   done.discarded);
    }
    return {{"Id", id.value},
            {"Published", done.published},
            {"Discarded", done.discarded},
            {"Leftovers", done.leftovers}};
}

Record cancel(JobsClient& client, const Globals& /*globals*/, JobId id) {
    const std::vector<std::string> leftovers = cancel_to_the_end(client, id);
    complain_about_leftovers(id, leftovers);
    return {{"Id", id.value}, {"Leftovers", leftovers}};
}

void add(CLI::App& app, Action& chosen, const char* name, const char* description, Deed deed) {
    CLI::App* verb = app.add_subcommand(name, description);
    verb->group("Control");
    auto numbers = std::make_shared<Numbers>();
    add_job_ids(*verb, *numbers);
    verb->callback([&chosen, numbers, deed = std::move(deed)] {
        chosen = [numbers, deed](const Globals& globals) {
            JobsClient client{globals.bus};
            return for_each_job(*numbers, [&](JobId id) {
                const Record result = deed(client, globals, id);
                if (globals.json) {
                    print_json_line(result);
                }
            });
        };
    });
}

}  // namespace

void add_control(CLI::App& app, Action& chosen) {
    add(app, chosen, "suspend", "Stop jobs and keep what they have", suspend);
    add(app, chosen, "resume", "Let suspended jobs go on, and try failed ones again", resume);
    add(app, chosen, "complete", "Publish what is transferred and end the jobs", complete);
    add(app, chosen, "cancel", "End the jobs and remove what they have", cancel);
}

}  // namespace transferd::client
