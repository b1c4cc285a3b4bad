// SPDX-License-Identifier: MIT
#include "broker/bus/dictionary.hpp"

#include "core/utf8.hpp"

#include <set>

namespace transferd::broker {

namespace {

template <class Integer>
core::Value unsigned_or_negative(Integer number) {
    if (number < 0) return static_cast<std::int64_t>(number);
    return static_cast<std::uint64_t>(number);
}

core::RangeList ranges_of(const sdbus::Variant& variant) {
    core::RangeList ranges;
    using BusRange = sdbus::Struct<std::uint64_t, std::uint64_t>;
    for (const auto& range : variant.get<std::vector<BusRange>>())
        ranges.push_back({std::get<0>(range), std::get<1>(range)});
    return ranges;
}

core::Value value_of(const sdbus::Variant& variant) {
    const auto type = variant.peekValueType();
    if (type == "b") return variant.get<bool>();
    if (type == "y") return std::uint64_t{variant.get<std::uint8_t>()};
    if (type == "q") return std::uint64_t{variant.get<std::uint16_t>()};
    if (type == "u") return std::uint64_t{variant.get<std::uint32_t>()};
    if (type == "t") return variant.get<std::uint64_t>();
    if (type == "n") return unsigned_or_negative(variant.get<std::int16_t>());
    if (type == "i") return unsigned_or_negative(variant.get<std::int32_t>());
    if (type == "x") return unsigned_or_negative(variant.get<std::int64_t>());
    if (type == "s") return variant.get<std::string>();
    if (type == "as") return variant.get<std::vector<std::string>>();
    if (type == "a{ss}") return variant.get<std::map<std::string, std::string>>();
    if (type == "a(tt)") return ranges_of(variant);
    if (type == "av" && variant.get<std::vector<sdbus::Variant>>().empty())
        return core::EmptyList{};
    return core::ForeignType{type};
}

/// Whether settings.md gives the key the type u; other integers are t.
bool is_32_bit(const std::string& key) {
    static const std::set<std::string> keys = {"MinimumRetryDelay", "NoProgressTimeout",
                                               "MaximumTransferTime",
                                               "MinimumNotificationInterval"};
    return keys.contains(key);
}

struct ToBus {
    const std::string& key;

    sdbus::Variant operator()(bool value) const { return value; }
    sdbus::Variant operator()(std::uint64_t value) const {
        if (is_32_bit(key)) return static_cast<std::uint32_t>(value);
        return value;
    }
    sdbus::Variant operator()(std::int64_t value) const { return value; }
    sdbus::Variant operator()(const std::string& value) const { return value; }
    sdbus::Variant operator()(const core::StringList& value) const { return value; }
    sdbus::Variant operator()(const core::StringMap& value) const { return value; }
    sdbus::Variant operator()(const core::RangeList& /*no setting*/) const { return {}; }
    sdbus::Variant operator()(core::EmptyList /*only comes in*/) const { return {}; }
    sdbus::Variant operator()(const core::ForeignType& /*only comes in*/) const { return {}; }
};

}  // namespace

core::Dictionary from_bus(const BusDictionary& dictionary) {
    core::Dictionary values;
    for (const auto& [key, variant] : dictionary) values.emplace(key, value_of(variant));
    return values;
}

std::vector<core::NewFile> from_bus(const std::vector<BusFile>& files) {
    std::vector<core::NewFile> all;
    all.reserve(files.size());
    for (const auto& file : files)
        all.push_back({std::get<0>(file), std::get<1>(file), from_bus(std::get<2>(file))});
    return all;
}

BusDictionary settings_to_bus(const core::Dictionary& settings) {
    BusDictionary all;
    for (const auto& [key, value] : settings) all.emplace(key, std::visit(ToBus{key}, value));
    return all;
}

std::string valid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const auto size = core::utf8_sequence(text);
        if (size == 0)
            valid += "\xEF\xBF\xBD";
        else
            valid += text.substr(0, size);
        text.remove_prefix(size == 0 ? 1 : size);
    }
    return valid;
}

}  // namespace transferd::broker
