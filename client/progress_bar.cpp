// SPDX-License-Identifier: MIT
#include "client/progress_bar.hpp"

#include "client/terminal.hpp"
#include "client/text.hpp"
#include "client/wording.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <fmt/format.h>

namespace transferd::client {
namespace {

constexpr std::size_t widest_bar = 30;
// Narrower than this a bar says nothing.
constexpr std::size_t narrowest_bar = 8;

std::string bar(unsigned percent, std::size_t cells, bool utf8) {
    if (!utf8) {
        const std::size_t full = cells * percent / 100;
        return "[" + std::string(full, '#') + std::string(cells - full, '.') + "]";
    }
    constexpr std::array eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const std::size_t filled = cells * 8 * percent / 100;
    std::string line = "▕";
    for (std::size_t cell = 0; cell < filled / 8; ++cell) {
        line += "█";
    }
    line += eighths.at(filled % 8);
    const std::size_t used = filled / 8 + (filled % 8 == 0 ? 0 : 1);
    return line + std::string(cells - used, ' ') + "▏";
}

// What comes after the bar: how much, how fast, how long, or why not.
std::string numbers(const Record& job) {
    const std::string state = text_of(job, "State");
    if (state != "transferring") {
        return fmt::format("{}, {}", amount_of(job), state_in_words(job));
    }
    return amount_of(job) + pace_of(job);
}

}  // namespace

std::string progress_line(const Record& job, std::size_t others, std::size_t columns, bool utf8) {
    std::string front = fmt::format("job {}", number_of(job, "Id").value_or(0));
    std::string back = numbers(job);
    if (others > 0) {
        back += fmt::format(" (and {} more)", others);
    }
    const auto percent = percent_of(job);
    if (!percent) {
        return fitted(fmt::format("{}  {}", front, back), columns);
    }
    front += fmt::format(" {:3}%", *percent);
    // A space on each side of the bar, and its two ends.
    const std::size_t taken = display_width(front) + display_width(back) + 4;
    const std::size_t room = columns > taken ? columns - taken : 0;
    if (room < narrowest_bar) {
        return fitted(fmt::format("{}  {}", front, back), columns);
    }
    return fmt::format("{} {} {}", front, bar(*percent, std::min(room, widest_bar), utf8), back);
}

ProgressBar::ProgressBar(bool wanted)
    : wanted_{wanted}, visible_{wanted && stderr_is_terminal()}, utf8_{locale_is_utf8()} {}

ProgressBar::~ProgressBar() {
    clear();
}

void ProgressBar::show(const Record& job, std::size_t others) {
    if (visible_) {
        // The last column stays free: some terminals wrap when it is written.
        write(progress_line(job, others, stderr_columns() - 1, utf8_));
    }
}

void ProgressBar::note(const std::string& sentence) {
    if (visible_) {
        write(fitted(sentence, stderr_columns() - 1));
    }
}

void ProgressBar::tell_without_bar(const std::string& sentence) const {
    if (wanted_ && !visible_) {
        std::fputs(("transferctl: " + sentence + "\n").c_str(), stderr);
    }
}

void ProgressBar::clear() {
    if (dirty_) {
        std::fputs("\r\033[K", stderr);
        dirty_ = false;
    }
}

void ProgressBar::write(const std::string& line) {
    // One write: a half-drawn line would flicker.
    std::fputs(("\r" + line + "\033[K").c_str(), stderr);
    dirty_ = true;
}

}  // namespace transferd::client
