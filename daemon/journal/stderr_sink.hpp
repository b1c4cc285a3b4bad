// SPDX-License-Identifier: MIT
// Lines on standard error, for a person or for whoever collects them.
#pragma once

#include "journal/journal.hpp"

#include <string>

namespace transferd::journal {

enum class Reader { person, program };

/// With its line break. A program gets the level as sd-daemon(3) has it, and the fields.
std::string plain_line(const Line& line, Reader reader);

class StderrSink : public Sink {
  public:
    explicit StderrSink(Reader reader) : reader_(reader) {}
    ~StderrSink() override = default;

    void write(const Line& line) override;

  private:
    Reader reader_;
};

}  // namespace transferd::journal
