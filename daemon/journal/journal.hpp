// SPDX-License-Identifier: MIT
// The door through which lines are written: it leaves out what is not worth it and lets nothing
// through that is secret or that would pass for another line.
#pragma once

#include "journal/line.hpp"

namespace transferd::journal {

/// Port: where lines go. What it gets is fit to be shown.
class Sink {
  public:
    Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    virtual ~Sink() = default;

    virtual void write(const Line& line) = 0;
};

class Journal {
  public:
    Journal(Level level, Sink& sink) : level_(level), sink_(sink) {}

    [[nodiscard]] Level level() const { return level_; }
    /// For lines that cost something to make.
    [[nodiscard]] bool wants(Level level) const { return level <= level_; }
    void write(Line line) const;

  private:
    Level level_;
    Sink& sink_;
};

}  // namespace transferd::journal
