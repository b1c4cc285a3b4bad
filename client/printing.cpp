// SPDX-License-Identifier: MIT
#include "client/printing.hpp"

#include "client/terminal.hpp"
#include "client/text.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace transferd::client {

std::string json_text(const Record& record, int indent) {
    return record.dump(indent, ' ', false, Record::error_handler_t::replace);
}

void print_json_line(const Record& record) {
    fmt::print("{}\n", json_text(record, -1));
    // Whoever reads the lines as they come must not wait for a full buffer.
    std::fflush(stdout);
}

void print_json_array(const std::vector<Record>& records) {
    fmt::print("{}\n", json_text(Record(records), stdout_is_terminal() ? 2 : -1));
}

void complain(std::string_view sentence, std::string_view hint) {
    fmt::print(stderr, "transferctl: {}\n", printable(sentence));
    if (!hint.empty()) {
        fmt::print(stderr, "  {}\n", hint);
    }
}

void complain(const ClientError& error) {
    complain(error.what(), hint_for(error.code()));
}

void complain_about_leftovers(JobId id, const std::vector<std::string>& leftovers) {
    for (const std::string& path : leftovers) {
        complain(fmt::format("job {}: could not be removed: {}", id.value, path), {});
    }
}

std::string error_in_words(const Record& error) {
    std::string message = text_of(error, "Message");
    if (message.ends_with('.')) {
        message.pop_back();
    }
    return fmt::format("{} ({})", message, text_of(error, "Code"));
}

std::string error_sentence(const Record& job, const Record& error) {
    const auto id = number_of(job, "Id").value_or(0);
    return error.empty() ? fmt::format("job {} is in error: {}", id, text_of(job, "ErrorCode"))
                         : fmt::format("job {}: {}", id, error_in_words(error));
}

}  // namespace transferd::client
