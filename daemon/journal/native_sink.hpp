// SPDX-License-Identifier: MIT
// Lines with their fields, straight to the journal.
#pragma once

#include "journal/journal.hpp"
#include "journal/stderr_sink.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace transferd::journal {

/// Whether JOURNAL_STREAM, "DEVICE:INODE", names that file (systemd.exec(5)).
bool names_stream(std::string_view journal_stream, std::uint64_t device, std::uint64_t inode);

class NativeSink : public Sink {
  public:
    ~NativeSink() override = default;

    void write(const Line& line) override;

  private:
    /// Where the journal does not take a line.
    StderrSink stderr_{Reader::program};
};

/// Where standard error leads: to the journal, to a person, or elsewhere.
std::unique_ptr<Sink> sink_of_stderr();

}  // namespace transferd::journal
