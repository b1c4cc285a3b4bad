// SPDX-License-Identifier: MIT
#include "broker/store/stored.hpp"

#include "core/value.hpp"

namespace transferd::broker {

namespace {

/// The end of the year 9999: room to add any time-out to it.
constexpr std::int64_t last_microsecond = 253'402'300'799'999'999;

}  // namespace

std::uint64_t Stored::bits() {
    return static_cast<std::uint64_t>(signed_number());
}

bool Stored::flag() {
    const auto value = number<std::uint8_t>();
    if (value > 1) refuse("is neither 0 nor 1");
    return value == 1;
}

std::string Stored::text(std::size_t longest) {
    const int column = next();
    if (!row_.is_text(column)) refuse("is no text");
    const auto bytes = row_.bytes(column);
    if (bytes.size() > longest) refuse("is longer than " + std::to_string(longest) + " bytes");
    return std::string{bytes};
}

std::string Stored::line(std::size_t longest) {
    auto bytes = text(longest);
    if (core::has_control_characters(bytes)) refuse("contains control characters");
    return bytes;
}

std::string Stored::blob(std::size_t longest) {
    const int column = next();
    if (!row_.is_blob(column)) refuse("is no blob");
    const auto bytes = row_.bytes(column);
    if (bytes.size() > longest) refuse("is longer than " + std::to_string(longest) + " bytes");
    return std::string{bytes};
}

core::WallTime Stored::time() {
    return core::WallTime{span()};
}

core::microseconds Stored::span() {
    const auto value = signed_number();
    if (value < 0 || value > last_microsecond) refuse("is no time");
    return core::microseconds{value};
}

void Stored::refuse(const std::string& why) const {
    throw StoredError{"the column " + row_.name(column_ - 1) + " " + why};
}

std::int64_t Stored::signed_number() {
    const int column = next();
    if (!row_.is_integer(column)) refuse("is no integer");
    return row_.integer(column);
}

bool Stored::skip_null() {
    if (!row_.is_null(column_)) return false;
    next();
    return true;
}

}  // namespace transferd::broker
