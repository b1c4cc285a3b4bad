// SPDX-License-Identifier: MIT
// Results go to stdout, everything else to stderr.
#pragma once

#include "client/client_error.hpp"
#include "client/job_id.hpp"
#include "client/record.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace transferd::client {

/// Keys in alphabetical order, bytes that are no UTF-8 replaced. `indent` below 0: one line.
std::string json_text(const Record& record, int indent);

/// One object on one line.
void print_json_line(const Record& record);

/// An array; indented on a terminal, else on one line.
void print_json_array(const std::vector<Record>& records);

/// "transferctl: SENTENCE" on stderr, and what to do about it on the next line unless "".
void complain(std::string_view sentence, std::string_view hint);

/// The same for an error of ours, with the hint its exit code has.
void complain(const ClientError& error);

/// Says on stderr which files the service could not remove; nothing where there are none.
void complain_about_leftovers(JobId id, const std::vector<std::string>& leftovers);

/// "MESSAGE (CODE)" of what GetError says.
std::string error_in_words(const Record& error);

/// "job 5: MESSAGE (CODE)" for a job in error; `error` is what GetError says, it may be empty.
std::string error_sentence(const Record& job, const Record& error);

}  // namespace transferd::client
