// SPDX-License-Identifier: MIT
#include "core/http_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace transferd::core {

namespace {

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> days = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> long_days = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

/// Eats a text from its front; once something did not fit, nothing fits any more.
class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    void literal(std::string_view expected) {
        if (!rest_.starts_with(expected)) return fail();
        rest_.remove_prefix(expected.size());
    }

    /// Exactly `width` digits.
    unsigned number(std::size_t width) {
        const auto digits = rest_.substr(0, width);
        unsigned value = 0;
        const auto* end = digits.data() + digits.size();
        const auto [stop, error] = std::from_chars(digits.data(), end, value);
        if (digits.size() != width || error != std::errc{} || stop != end) {
            fail();
            return 0;
        }
        rest_.remove_prefix(width);
        return value;
    }

    /// The place of the name that comes next.
    template <std::size_t Size>
    unsigned name(const std::array<std::string_view, Size>& names) {
        const auto found = std::find_if(names.begin(), names.end(),
                                        [&](auto name) { return rest_.starts_with(name); });
        if (found == names.end()) {
            fail();
            return 0;
        }
        rest_.remove_prefix(found->size());
        return static_cast<unsigned>(found - names.begin());
    }

    [[nodiscard]] bool next_is(char wanted) const { return rest_.starts_with(wanted); }
    [[nodiscard]] bool done() const { return good_ && rest_.empty(); }

  private:
    void fail() {
        good_ = false;
        rest_ = {};
    }

    std::string_view rest_;
    bool good_ = true;
};

struct Fields {
    unsigned year{};
    unsigned month{};
    unsigned day{};
    unsigned hour{};
    unsigned minute{};
    unsigned second{};
};

void read_time(Reader& reader, Fields& fields) {
    fields.hour = reader.number(2);
    reader.literal(":");
    fields.minute = reader.number(2);
    reader.literal(":");
    fields.second = reader.number(2);
}

Fields read_fixdate(Reader& reader) {
    Fields fields;
    reader.name(days);
    reader.literal(", ");
    fields.day = reader.number(2);
    reader.literal(" ");
    fields.month = reader.name(months);
    reader.literal(" ");
    fields.year = reader.number(4);
    reader.literal(" ");
    read_time(reader, fields);
    reader.literal(" GMT");
    return fields;
}

Fields read_rfc850(Reader& reader) {
    constexpr unsigned pivot = 70;
    Fields fields;
    reader.name(long_days);
    reader.literal(", ");
    fields.day = reader.number(2);
    reader.literal("-");
    fields.month = reader.name(months);
    reader.literal("-");
    const unsigned year = reader.number(2);
    fields.year = year < pivot ? 2000 + year : 1900 + year;
    reader.literal(" ");
    read_time(reader, fields);
    reader.literal(" GMT");
    return fields;
}

Fields read_asctime(Reader& reader) {
    Fields fields;
    reader.name(days);
    reader.literal(" ");
    fields.month = reader.name(months);
    reader.literal(" ");
    const bool padded = reader.next_is(' ');
    if (padded) reader.literal(" ");
    fields.day = reader.number(padded ? 1 : 2);
    reader.literal(" ");
    read_time(reader, fields);
    reader.literal(" ");
    fields.year = reader.number(4);
    return fields;
}

std::optional<WallTime> to_time(const Fields& fields) {
    using namespace std::chrono;
    const year_month_day date{year{static_cast<int>(fields.year)}, month{fields.month + 1},
                              day{fields.day}};
    // 60: a leap second, which is the first one of the next minute here.
    if (!date.ok() || fields.hour > 23 || fields.minute > 59 || fields.second > 60)
        return std::nullopt;
    return WallTime{sys_days{date}} + hours{fields.hour} + minutes{fields.minute} +
           core::seconds{fields.second};
}

}  // namespace

std::optional<WallTime> parse_http_date(std::string_view text) {
    for (const auto read : {read_fixdate, read_rfc850, read_asctime}) {
        Reader reader{text};
        const Fields fields = read(reader);
        if (reader.done()) return to_time(fields);
    }
    return std::nullopt;
}

}  // namespace transferd::core
