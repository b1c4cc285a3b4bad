// SPDX-License-Identifier: MIT
// The input is the text of a policy file.
#include "broker/config/ini_lines.hpp"
#include "broker/config/policy_keys.hpp"
#include "fuzz/one_input.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace transferd::fuzz {

namespace {

using broker::PolicyBuilder;

void check_lines(const broker::IniText& text, std::string_view input) {
    const auto most = 1 + std::count(input.begin(), input.end(), '\n');
    std::set<unsigned> seen;
    const auto check = [&](unsigned number) {
        require(number >= 1 && number <= most, "a line's number is that of a line");
        require(seen.insert(number).second, "a line is one assignment, or bad, or nothing");
    };
    for (const auto& line : text.lines) {
        check(line.number);
        require(input.find(line.key) != std::string_view::npos &&
                    input.find(line.value) != std::string_view::npos,
                "key and value are in the text");
        require((line.key + line.value).find('\n') == std::string::npos, "a value is one line");
    }
    for (const auto& bad : text.bad) {
        check(bad.number);
        require_sentence(bad.why);
    }
}

/// An entry as it could be written in a file: times take a unit, counts do not.
bool assign_again(PolicyBuilder& builder, const core::PolicyEntry& entry) {
    if (const auto* text = std::get_if<std::string>(&entry.value))
        return !builder.assign("Transfer", entry.key, *text, entry.source);
    const auto number = std::to_string(std::get<std::uint64_t>(entry.value));
    return !builder.assign("Transfer", entry.key, number + "us", entry.source) ||
           !builder.assign("Transfer", entry.key, number, entry.source);
}

}  // namespace

void one_input(std::string_view input) {
    const auto text = broker::parse_ini(input);
    check_lines(text, input);
    PolicyBuilder builder;
    for (const auto& [number, section, key, value] : text.lines)
        if (const auto refused = builder.assign(section, key, value, std::to_string(number)))
            require_sentence(*refused);
    const auto policy = builder.finish();
    PolicyBuilder again;
    for (const auto& entry : policy.entries)
        require(assign_again(again, entry), "what is in force can be written");
    require(again.finish().entries == policy.entries, "what is written again is the same policy");
}

}  // namespace transferd::fuzz
