// SPDX-License-Identifier: MIT
#include "client/commands/download.hpp"

#include "client/completing.hpp"
#include "client/destination.hpp"
#include "client/detached.hpp"
#include "client/job_settings.hpp"
#include "client/printing.hpp"
#include "client/text.hpp"
#include "client/waiting.hpp"

#include <filesystem>
#include <vector>

#include <fmt/format.h>

namespace transferd::client {
namespace {

struct Options {
    Download what;
    std::string priority;
    std::vector<std::string> ranges;
    std::vector<std::string> assignments;
    std::vector<std::string> headers;
    bool no_wait = false;
    std::optional<std::uint32_t> timeout;
};

ExitCode started(const Globals& globals, JobId id, const std::string& path) {
    if (globals.json) {
        print_json_line({{"Id", id.value}, {"Path", path}});
    } else {
        fmt::print("{}\n", id.value);
    }
    return ExitCode::success;
}

ExitCode failed(JobsClient& client, JobId id, const Record& job) {
    complain(error_sentence(job, client.error(id)),
             fmt::format("`transferctl resume {0}` tries again, `transferctl cancel {0}` gives it "
                         "up.",
                         id.value));
    return exit_code_of_job(text_of(job, "ErrorCode"));
}

ExitCode published(const Globals& globals, JobId id, const std::string& path) {
    if (globals.json) {
        print_json_line({{"Id", id.value}, {"Path", path}, {"State", "acknowledged"}});
    } else if (!globals.quiet) {
        fmt::print("{}\n", path);
    }
    return ExitCode::success;
}

ExitCode finish(JobsClient& client, const Globals& globals, JobId id, const std::string& path) {
    Completion done;
    try {
        done = complete_to_the_end(client, id);
    } catch (const ClientError& error) {
        complain(fmt::format("job {}: {}", id.value, error.what()),
                 fmt::format("The file is transferred: `transferctl complete {0}` tries to publish "
                             "it again, `transferctl cancel {0}` gives it up.",
                             id.value));
        return error.code();
    }
    complain_about_leftovers(id, done.leftovers);
    if (done.published == 0) {
        complain(fmt::format("job {}: the service published no file", id.value), {});
        return ExitCode::failure;
    }
    return published(globals, id, path);
}

ExitCode see_through(JobsClient& client, const Globals& globals, JobId id, const Options& options,
                     const std::string& path) {
    Record job;
    Waiting waiting;
    waiting.deadline = deadline_after(options.timeout);
    waiting.progress = !globals.quiet;
    waiting.ended = is_settled;
    waiting.at_end = [&](const Record& last) { job = last; };
    const Waited waited = wait_for(client, {id}, waiting);
    if (waited != Waited::ended) {
        return detached(waited, {id}, true);
    }
    const std::string state = text_of(job, "State");
    if (state == "error") {
        return failed(client, id, job);
    }
    if (state == "cancelled") {
        complain(fmt::format("job {} was cancelled", id.value), {});
        return ExitCode::cancelled;
    }
    // Somebody may have completed it meanwhile.
    return state == "acknowledged" ? published(globals, id, path)
                                   : finish(client, globals, id, path);
}

ExitCode download(const Globals& globals, const Options& options) {
    Download what = options.what;
    what.path = destination(what.url, what.path);
    std::vector<std::string> assignments = options.assignments;
    if (!options.priority.empty()) {
        assignments.push_back("Priority=" + options.priority);
    }
    for (const auto& header : options.headers) {
        assignments.push_back("HttpHeaders=" + header);
    }
    what.settings = job_settings(assignments);
    what.ranges = byte_ranges(options.ranges);
    if (what.name.empty()) {
        what.name = printable(std::filesystem::path{what.path}.filename().string());
    }
    JobsClient client{globals.bus};
    const JobId id = client.submit(what);
    return options.no_wait ? started(globals, id, what.path)
                           : see_through(client, globals, id, options, what.path);
}

void add_source_options(CLI::App& verb, Options& options) {
    verb.add_option("--mirror", options.what.mirrors,
                    "Another URL of the same content, asked where one fails;\n"
                    "may be given more than once")
        ->option_text("URL")
        ->expected(1)
        ->allow_extra_args(false)
        ->take_all();
    verb.add_option("--range", options.ranges,
                    "Only this part, or to the end; several are written one after\n"
                    "the other")
        ->option_text("OFFSET:LENGTH|eof")
        ->expected(1)
        ->allow_extra_args(false)
        ->take_all();
}

void add_waiting_options(CLI::App& verb, Options& options) {
    verb.add_flag("--no-wait", options.no_wait, "Print the job's id and leave it to the service");
    verb.add_option("--timeout", options.timeout,
                    "Stop waiting after so many seconds; the service goes on")
        ->option_text("SECONDS");
}

void add_options(CLI::App& verb, Options& options) {
    Download& what = options.what;
    verb.add_option("URL", what.url, "What to download, http or https")->required();
    verb.add_option("PATH", what.path,
                    "Where to save it: a file or a directory; if not given,\n"
                    "the last part of the URL, in the working directory");
    verb.add_option("--digest", what.digest,
                    "What the content must hash to: sha256:HEX,\n"
                    "or md5, sha1, sha384, sha512")
        ->option_text("ALGO:HEX");
    verb.add_option("--size", what.size, "How large it must be; K, M, G are powers of 1024")
        ->transform(CLI::AsSizeValue(false))
        ->option_text("BYTES");
    verb.add_option("--if-exists", what.if_exists,
                    "What to do with a file that is there already;\n"
                    "replace if not given")
        ->option_text("fail|replace")
        ->check(CLI::IsMember({"fail", "replace"}));
    verb.add_option("--priority", options.priority,
                    "foreground, high, normal or low; normal if not given")
        ->option_text("PRIORITY")
        ->check(CLI::IsMember({"foreground", "high", "normal", "low"}));
    verb.add_option("--name", what.name, "What `list` calls it; the file's name if not given")
        ->option_text("TEXT");
    verb.add_option("--set", options.assignments,
                    "A setting of the job, as in the service's API;\n"
                    "may be given more than once")
        ->option_text("KEY=VALUE")
        ->expected(1)
        ->allow_extra_args(false)
        ->take_all();
    verb.add_option("--header", options.headers,
                    "A header to send, as curl takes it;\n"
                    "may be given more than once")
        ->option_text("'NAME: VALUE'")
        ->expected(1)
        ->allow_extra_args(false)
        ->take_all();
}

}  // namespace

void add_download(CLI::App& app, Action& chosen) {
    CLI::App* verb =
        app.add_subcommand("download", "Download a file, wait for it and print where it is");
    verb->group("Transfer");
    auto options = std::make_shared<Options>();
    add_options(*verb, *options);
    add_waiting_options(*verb, *options);
    add_source_options(*verb, *options);
    verb->callback([&chosen, options] {
        chosen = [options](const Globals& globals) { return download(globals, *options); };
    });
}

}  // namespace transferd::client
