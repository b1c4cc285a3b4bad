// SPDX-License-Identifier: MIT
#pragma once

#include "client/record.hpp"

#include <cstddef>
#include <string>

namespace transferd::client {

/// The line for a job in at most `columns` columns; `others` more jobs are waited for.
std::string progress_line(const Record& job, std::size_t others, std::size_t columns, bool utf8);

/// One line on stderr that is written over and over, and gone in the end. Not drawn where stderr
/// is no terminal or `wanted` is false.
class ProgressBar {
  public:
    explicit ProgressBar(bool wanted);
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ~ProgressBar();

    void show(const Record& job, std::size_t others);
    /// A sentence of our own in the bar's place.
    void note(const std::string& sentence);
    /// A line that stays, where one is wanted and stderr is no terminal: what the bar would tell.
    void tell_without_bar(const std::string& sentence) const;
    /// Takes the line away, so that something else can be written.
    void clear();

  private:
    void write(const std::string& line);

    bool wanted_;
    bool visible_;
    bool utf8_;
    bool dirty_ = false;
};

}  // namespace transferd::client
