// SPDX-License-Identifier: MIT
// Keeps the lines it gets.
#pragma once

#include "journal/journal.hpp"

#include <map>
#include <string>
#include <vector>

namespace transferd::test {

class RecordingSink : public journal::Sink {
  public:
    ~RecordingSink() override = default;
    void write(const journal::Line& line) override { lines.push_back(line); }

    std::vector<journal::Line> lines;
};

/// Each field once; of several with one name, the last.
inline std::map<std::string, std::string> fields_of(const journal::Line& line) {
    std::map<std::string, std::string> fields;
    for (const auto& field : line.fields) fields[std::string(field.name)] = field.value;
    return fields;
}

}  // namespace transferd::test
