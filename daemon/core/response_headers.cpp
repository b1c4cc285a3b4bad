// SPDX-License-Identifier: MIT
#include "core/response_headers.hpp"

#include "core/utf8.hpp"
#include "core/value.hpp"

namespace transferd::core {

namespace {

void append_cleaned(std::string& line, std::string_view text) {
    while (!text.empty()) {
        const auto size = utf8_sequence(text);
        const auto here = text.substr(0, size == 0 ? 1 : size);
        if (has_control_characters(here))
            line += ' ';
        else if (size == 0)
            line += '?';
        else
            line += here;
        text.remove_prefix(here.size());
    }
}

bool is_clean(std::string_view line) {
    if (line.empty() || has_control_characters(line)) return false;
    while (!line.empty()) {
        const auto size = utf8_sequence(line);
        if (size == 0) return false;
        line.remove_prefix(size);
    }
    return true;
}

}  // namespace

std::string header_line(std::string_view name, std::string_view value) {
    std::string line;
    append_cleaned(line, name);
    line += ": ";
    append_cleaned(line, value);
    return line += '\n';
}

bool is_header_list(std::string_view text) {
    if (text.size() > largest_response_headers) return false;
    for (std::size_t lines = 0; !text.empty(); ++lines) {
        const auto end = text.find('\n');
        if (lines == most_response_headers || end == std::string_view::npos) return false;
        if (!is_clean(text.substr(0, end))) return false;
        text.remove_prefix(end + 1);
    }
    return true;
}

std::vector<std::string> header_lines(std::string_view list) {
    std::vector<std::string> lines;
    while (!list.empty()) {
        const auto end = list.find('\n');
        if (end == std::string_view::npos) break;
        lines.emplace_back(list.substr(0, end));
        list.remove_prefix(end + 1);
    }
    return lines;
}

}  // namespace transferd::core
