// SPDX-License-Identifier: MIT
#include "client/help.hpp"

#include <memory>

#include <CLI/Formatter.hpp>

namespace transferd::client {
namespace {

constexpr const char* footer = R"(Examples:
  transferctl download https://example.org/disk.iso
  transferctl download --digest sha256:HEX https://example.org/disk.iso ~/isos/
  id=$(transferctl download --no-wait https://example.org/disk.iso)
  transferctl wait "$id" && transferctl complete "$id"
  transferctl list --json

Exit codes:
  0 success            3 no such job           6 service unreachable   9 the wait timed out
  1 other failure      4 not permitted         7 the job is in error  10 the job was cancelled
  2 usage              5 quota or policy       8 digest or size mismatch

`transferctl VERB --help` explains a verb; `man transferctl` has the whole story.)";

/// The library's layout without its types, ranges and exclusions, which say nothing to a person.
class HelpText final : public CLI::Formatter {
  public:
    HelpText() {
        column_width(30);
        label("Positionals", "Arguments");
    }

    std::string make_usage(const CLI::App* app, std::string name) const override {
        std::string usage = "\nUsage: " + name + " [OPTION...]";
        for (const CLI::Option* option : app->get_options()) {
            if (option->get_positional()) {
                usage += ' ' + make_option_usage(option);
            }
        }
        return usage + (app->get_subcommands({}).empty() ? "\n" : " [VERB]\n");
    }

    std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
        if (is_positional) {
            return option->get_name(true);
        }
        const auto& shorts = option->get_snames();
        const std::string longest = "--" + option->get_lnames().front();
        return shorts.empty() ? "    " + longest : "-" + shorts.front() + ", " + longest;
    }

    std::string make_option_opts(const CLI::Option* option) const override {
        if (option->get_positional()) {
            return option->get_expected_max() > 1 ? "..." : "";
        }
        return option->get_option_text().empty() ? "" : " " + option->get_option_text();
    }
};

}  // namespace

void set_up_help(CLI::App& app) {
    const auto text = std::make_shared<HelpText>();
    app.formatter(text);
    for (CLI::App* verb : app.get_subcommands({})) {
        verb->formatter(text);
        verb->fallthrough();
    }
    app.footer(footer);
}

std::string help_hint(const CLI::App& app) {
    const auto verbs = app.get_subcommands();
    return "`transferctl " + (verbs.empty() ? "" : verbs.front()->get_name() + " ") +
           "--help` shows how it is used.";
}

}  // namespace transferd::client
