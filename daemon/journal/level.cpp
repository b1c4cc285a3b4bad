// SPDX-License-Identifier: MIT
#include "journal/level.hpp"

#include "core/value.hpp"

#include <stdexcept>

namespace transferd::journal {

namespace {

constexpr std::string_view option = "--log-level";
constexpr std::string_view option_with_value = "--log-level=";

Level required(std::string_view name, std::string_view text) {
    if (const auto level = level_from(text)) return *level;
    throw std::invalid_argument(std::string(name) + " takes " + core::choices<Level>() +
                                " or 0 to 7, not " + core::quoted(text));
}

}  // namespace

std::optional<Level> level_from(std::string_view text) {
    const bool is_digit = text.size() == 1 && text.front() >= '0' && text.front() <= '7';
    if (is_digit) return static_cast<Level>(text.front() - '0');
    return core::from_word<Level>(text);
}

std::optional<std::string> take_level_option(std::vector<std::string_view>& arguments) {
    std::optional<std::string> value;
    for (auto argument = arguments.begin(); argument != arguments.end();) {
        if (argument->starts_with(option_with_value)) {
            value = argument->substr(option_with_value.size());
            argument = arguments.erase(argument);
        } else if (*argument == option) {
            argument = arguments.erase(argument);
            value = argument == arguments.end() ? "" : *argument;
            if (argument != arguments.end()) argument = arguments.erase(argument);
        } else {
            ++argument;
        }
    }
    return value;
}

Level chosen_level(const std::optional<std::string>& value, const char* environment) {
    if (value) return required(option, *value);
    if (environment) return required(level_variable, environment);
    return default_level;
}

}  // namespace transferd::journal
