// SPDX-License-Identifier: MIT
#include "client/variant_json.hpp"

#include <limits>
#include <vector>

namespace transferd::client {
namespace {

using Dictionary = std::map<std::string, sdbus::Variant>;
using Range = sdbus::Struct<std::uint64_t, std::uint64_t>;

Record plain(std::uint64_t number) {
    return number == std::numeric_limits<std::uint64_t>::max() ? Record{} : Record(number);
}

Record plain(const std::vector<Range>& ranges) {
    Record list = Record::array();
    for (const Range& range : ranges) {
        list.push_back(Record::array({plain(std::get<0>(range)), plain(std::get<1>(range))}));
    }
    return list;
}

Record plain(const std::vector<sdbus::Variant>& values) {
    Record list = Record::array();
    for (const sdbus::Variant& value : values) {
        list.push_back(json_of(value));
    }
    return list;
}

Record plain(const sdbus::ObjectPath& path) {
    return static_cast<const std::string&>(path);
}

Record plain(const Dictionary& dictionary) {
    return json_of(dictionary);
}

template <class Value>
Record plain(const Value& value) {
    return Record(value);
}

// True where the variant holds a Value; its JSON is in `out` then.
template <class Value>
bool took(const sdbus::Variant& variant, Record& out) {
    if (!variant.containsValueOfType<Value>()) {
        return false;
    }
    out = plain(variant.get<Value>());
    return true;
}

template <class... Values>
Record first_of(const sdbus::Variant& variant) {
    Record out;
    static_cast<void>((took<Values>(variant, out) || ...));
    return out;
}

}  // namespace

Record json_of(const sdbus::Variant& value) {
    return first_of<std::string, bool, std::uint8_t, std::uint16_t, std::int16_t, std::uint32_t,
                    std::int32_t, std::uint64_t, std::int64_t, double, sdbus::ObjectPath,
                    std::vector<std::string>, std::map<std::string, std::string>, Dictionary,
                    std::vector<Range>, std::vector<sdbus::Variant>, sdbus::Variant>(value);
}

Record json_of(const Dictionary& dictionary) {
    Record record = Record::object();
    for (const auto& [key, value] : dictionary) {
        record[key] = json_of(value);
    }
    return record;
}

}  // namespace transferd::client
