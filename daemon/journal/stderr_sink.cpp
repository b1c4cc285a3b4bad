// SPDX-License-Identifier: MIT
#include "journal/stderr_sink.hpp"

#include <cstdio>

namespace transferd::journal {

namespace {

/// A value with a space in it must not pass for two fields.
std::string quoted_where_needed(const std::string& value) {
    if (!value.empty() && value.find_first_of(" \"\\]") == std::string::npos) return value;
    std::string quoted = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace

std::string plain_line(const Line& line, Reader reader) {
    if (reader == Reader::person) return line.text + '\n';
    std::string fields;
    if (!line.id.empty()) fields += " MESSAGE_ID=" + std::string(line.id);
    for (const auto& field : line.fields)
        fields += ' ' + std::string(field.name) + '=' + quoted_where_needed(field.value);
    if (!fields.empty()) fields = " [" + fields.substr(1) + ']';
    return '<' + std::to_string(static_cast<int>(line.level)) + '>' + line.text + fields + '\n';
}

void StderrSink::write(const Line& line) {
    const auto text = plain_line(line, reader_);
    std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace transferd::journal
