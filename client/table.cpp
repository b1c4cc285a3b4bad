// SPDX-License-Identifier: MIT
#include "client/table.hpp"

#include "client/text.hpp"

#include <algorithm>

namespace transferd::client {
namespace {

const char* escape_for(Colour colour) noexcept {
    switch (colour) {
        using enum Colour;
        case none:
            return "";
        case good:
            return "\033[32m";
        case bad:
            return "\033[31m";
        case busy:
            return "\033[33m";
        case faint:
            return "\033[2m";
    }
    return "";
}

std::string line_of(const std::vector<Cell>& row, const std::vector<std::size_t>& widths,
                    bool colours) {
    std::size_t columns = row.size();
    while (columns > 0 && row[columns - 1].text.empty()) {
        --columns;
    }
    std::string line;
    for (std::size_t column = 0; column < columns; ++column) {
        line += painted(row[column], colours);
        if (column + 1 < columns) {
            line.append(widths[column] - display_width(row[column].text) + 2, ' ');
        }
    }
    return line + '\n';
}

}  // namespace

std::string painted(const Cell& cell, bool colours) {
    return colours && cell.colour != Colour::none ? escape_for(cell.colour) + cell.text + "\033[0m"
                                                  : cell.text;
}

Colour colour_of_state(const std::string& state) {
    if (state == "transferred" || state == "acknowledged") {
        return Colour::good;
    }
    if (state == "error" || state == "cancelled") {
        return Colour::bad;
    }
    return state == "suspended" ? Colour::faint : Colour::busy;
}

std::string Table::text(bool with_legend, bool colours) const {
    std::vector<Cell> head;
    for (const std::string& title : legend_) {
        head.push_back(Cell{title, Colour::faint});
    }
    std::vector<std::vector<Cell>> rows = rows_;
    if (with_legend) {
        rows.insert(rows.begin(), head);
    }
    std::vector<std::size_t> widths(legend_.size());
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], display_width(row[column].text));
        }
    }
    std::string text;
    for (const auto& row : rows) {
        text += line_of(row, widths, colours);
    }
    return text;
}

}  // namespace transferd::client
