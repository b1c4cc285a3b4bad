// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace transferd::client {

enum class Colour { none, good, bad, busy, faint };

/// A text and how it is painted. The text is printable already.
struct Cell {
    std::string text;
    Colour colour = Colour::none;
};

/// The text in its colour, where colours are wanted.
std::string painted(const Cell& cell, bool colours);

/// The colour of a job's state.
Colour colour_of_state(const std::string& state);

/// Rows in columns as wide as their widest text, two spaces apart; nothing after the last.
class Table {
  public:
    explicit Table(std::vector<std::string> legend) : legend_{std::move(legend)} {}

    /// As many cells as the legend has.
    void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }

    /// Every line ends in a newline.
    std::string text(bool with_legend, bool colours) const;

  private:
    std::vector<std::string> legend_;
    std::vector<std::vector<Cell>> rows_;
};

}  // namespace transferd::client
