// SPDX-License-Identifier: MIT
#include "client/commands/credentials.hpp"

#include "client/client_error.hpp"
#include "client/commands/job_ids.hpp"
#include "client/printing.hpp"
#include "client/secret_input.hpp"

#include <memory>

#include <CLI/Validators.hpp>

namespace transferd::client {
namespace {

struct Options {
    std::string action;
    Numbers numbers;
    Login login;
};

std::string prompt_for(const Login& login) {
    if (login.scheme == "bearer") {
        return "Token: ";
    }
    return login.user.empty() ? "Password: " : "Password of " + login.user + ": ";
}

bool has_login(const std::string& scheme) {
    return scheme != "bearer" && scheme != "negotiate";
}

ExitCode change(const Globals& globals, const Options& options) {
    const bool sets = options.action == "set";
    const bool has_user = !options.login.user.empty();
    const auto& scheme = options.login.scheme;
    if (sets && !has_user && (scheme == "basic" || scheme == "digest")) {
        throw ClientError{ExitCode::usage, "--login is missing: the user name for " + scheme};
    }
    if (sets && has_user && !has_login(scheme)) {
        throw ClientError{ExitCode::usage, "--login is not for " + scheme};
    }
    // A ticket is the owner's, and nobody types it.
    const bool reads = sets && scheme != "negotiate";
    const std::string secret = reads ? read_secret(prompt_for(options.login)) : std::string{};
    JobsClient client{globals.bus};
    return for_each_job(options.numbers, [&](JobId id) {
        if (sets) {
            client.set_credentials(id, options.login, secret);
        } else {
            client.remove_credentials(id, options.login);
        }
        if (globals.json) {
            print_json_line({{"Id", id.value}});
        }
    });
}

}  // namespace

void add_credentials(CLI::App& app, Action& chosen) {
    CLI::App* verb = app.add_subcommand(
        "credentials", "Set or remove as whom jobs log in at their servers or their proxy");
    verb->group("Control");
    auto options = std::make_shared<Options>();
    verb->add_option("ACTION", options->action,
                     "set, which asks for the password or reads it from\n"
                     "standard input (none for negotiate), or remove")
        ->required()
        ->check(CLI::IsMember({"set", "remove"}));
    add_job_ids(*verb, options->numbers);
    verb->add_option("--login", options->login.user, "The user name")->option_text("NAME");
    verb->add_option("--scheme", options->login.scheme,
                     "basic, digest, ntlm, negotiate or bearer;\n"
                     "basic if not given")
        ->option_text("SCHEME")
        ->check(CLI::IsMember({"basic", "digest", "ntlm", "negotiate", "bearer"}));
    verb->add_option("--target", options->login.target, "Where; server if not given")
        ->option_text("server|proxy")
        ->check(CLI::IsMember({"server", "proxy"}));
    verb->callback([&chosen, options] {
        chosen = [options](const Globals& globals) { return change(globals, *options); };
    });
}

}  // namespace transferd::client
