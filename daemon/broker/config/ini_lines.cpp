// SPDX-License-Identifier: MIT
#include "broker/config/ini_lines.hpp"

#include <algorithm>
#include <cstring>

#include <ini.h>

namespace transferd::broker {

namespace {

/// Hands the text to the library line by line: only so is the number of a line known, and what
/// became of it.
class Feed {
  public:
    explicit Feed(std::string_view text) : rest_(text) {}

    IniText read() {
        ini_parse_stream(next_line, this, take, this);
        expect_nothing();
        return std::move(result_);
    }

  private:
    static char* next_line(char* buffer, int size, void* feed) noexcept {
        return static_cast<Feed*>(feed)->fill(buffer, static_cast<std::size_t>(size));
    }

    static int take(void* feed, const char* section, const char* key, const char* value) noexcept {
        auto& self = *static_cast<Feed*>(feed);
        self.assignment_expected_ = false;
        self.result_.lines.push_back(
            {.number = self.number_, .section = section, .key = key, .value = value});
        return 1;
    }

    char* fill(char* buffer, std::size_t size) {
        expect_nothing();
        if (rest_.empty()) return nullptr;
        const auto line = trimmed(cut_line());
        const auto* why = unreadable(line, size);
        if (why) result_.bad.push_back({.number = number_, .why = why});
        const auto fed = why ? std::string_view{} : line;
        std::copy(fed.begin(), fed.end(), buffer);
        buffer[fed.size()] = '\0';
        assignment_expected_ = !fed.empty() && std::strchr(";#[", fed.front()) == nullptr;
        return buffer;
    }

    std::string_view cut_line() {
        ++number_;
        const auto line = rest_.substr(0, rest_.find('\n'));
        rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
        return line;
    }

    static std::string_view trimmed(std::string_view line) {
        constexpr std::string_view blanks = " \t\r\v\f";
        const auto first = line.find_first_not_of(blanks);
        if (first == std::string_view::npos) return {};
        return line.substr(first, line.find_last_not_of(blanks) - first + 1);
    }

    static const char* unreadable(std::string_view line, std::size_t size) {
        if (line.size() + 1 > size) return "the line is too long";
        if (line.find('\0') != std::string_view::npos) return "the line contains a zero byte";
        if (line.starts_with('[') && line.find(']') == std::string_view::npos)
            return "the section's name has no end";
        return nullptr;
    }

    /// The library says nothing of a line without an assignment.
    void expect_nothing() {
        if (assignment_expected_)
            result_.bad.push_back({.number = number_, .why = "the line is no assignment"});
        assignment_expected_ = false;
    }

    std::string_view rest_;
    unsigned number_ = 0;
    bool assignment_expected_ = false;
    IniText result_;
};

}  // namespace

IniText parse_ini(std::string_view text) {
    return Feed{text}.read();
}

}  // namespace transferd::broker
