// SPDX-License-Identifier: MIT
#include "core/settings.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>

namespace transferd::core {

namespace {

constexpr std::size_t longest_name = 256;
constexpr std::size_t longest_description = 1024;
constexpr std::size_t most_metadata = 16UL * 1024;
constexpr std::uint64_t uint32_max = std::numeric_limits<std::uint32_t>::max();
constexpr seconds shortest_retry_delay{5};

/// One setting: how it is taken, read, and kept between runs.
struct Key {
    std::string_view name;
    void (*take)(Settings&, const std::string& key, const Value&);
    Value (*read)(const Settings&);
};

template <class Enum>
Enum chosen(const std::string& key, const Value& value) {
    const auto picked = from_word<Enum>(text(key, value, longest_name));
    if (!picked) throw Error{ErrorCode::invalid_args, key + " takes one of: " + choices<Enum>()};
    return *picked;
}

seconds whole_seconds(const std::string& key, const Value& value) {
    return seconds{static_cast<std::int64_t>(integer(key, value, 0, uint32_max))};
}

std::uint64_t number(seconds value) {
    return static_cast<std::uint64_t>(value.count());
}

void take_metadata(Settings& settings, const std::string& key, const Value& value) {
    auto map = string_map(key, value);
    std::size_t bytes = 0;
    for (const auto& [name, note] : map) bytes += name.size() + note.size();
    if (bytes > most_metadata)
        throw Error{ErrorCode::invalid_args, key + " takes at most 16384 bytes, names and values " +
                                                 "together, not " + std::to_string(bytes)};
    settings.metadata = std::move(map);
}

/// The policy's value is written as the word `policy`, or 0.
void take_transfer_time(Settings& settings, const std::string& key, const Value& value) {
    const auto* word = std::get_if<std::string>(&value);
    const auto time = word && *word == "policy" ? seconds{0} : whole_seconds(key, value);
    settings.maximum_transfer_time = time == seconds{0} ? std::nullopt : std::optional{time};
}

const std::vector<Key>& keys() {
    static const std::vector<Key> all = {
        {"DisplayName",
         [](Settings& s, const std::string& k, const Value& v) {
             s.display_name = text(k, v, longest_name);
         },
         [](const Settings& s) -> Value { return s.display_name; }},
        {"Description",
         [](Settings& s, const std::string& k, const Value& v) {
             s.description = text(k, v, longest_description);
         },
         [](const Settings& s) -> Value { return s.description; }},
        {"Metadata", take_metadata, [](const Settings& s) -> Value { return s.metadata; }},
        {"Priority",
         [](Settings& s, const std::string& k, const Value& v) {
             s.priority = chosen<Priority>(k, v);
         },
         [](const Settings& s) -> Value { return std::string(word(s.priority)); }},
        {"MinimumRetryDelay",
         [](Settings& s, const std::string& k, const Value& v) {
             s.minimum_retry_delay = std::max(whole_seconds(k, v), shortest_retry_delay);
         },
         [](const Settings& s) -> Value { return number(s.minimum_retry_delay); }},
        {"NoProgressTimeout",
         [](Settings& s, const std::string& k, const Value& v) {
             s.no_progress_timeout = whole_seconds(k, v);
         },
         [](const Settings& s) -> Value { return number(s.no_progress_timeout); }},
        {"MaximumTransferTime", take_transfer_time,
         [](const Settings& s) -> Value {
             return number(s.maximum_transfer_time.value_or(seconds{0}));
         }},
        {"MinimumNotificationInterval",
         [](Settings& s, const std::string& k, const Value& v) {
             s.minimum_notification_interval =
                 milliseconds{static_cast<std::int64_t>(integer(k, v, 0, uint32_max))};
         },
         [](const Settings& s) -> Value {
             return static_cast<std::uint64_t>(s.minimum_notification_interval.count());
         }},
        {"AutoComplete",
         [](Settings& s, const std::string& k, const Value& v) { s.auto_complete = boolean(k, v); },
         [](const Settings& s) -> Value { return s.auto_complete; }},
    };
    return all;
}

const Key* find(std::string_view name) {
    const auto& all = keys();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Key& key) { return key.name == name; });
    return found == all.end() ? nullptr : &*found;
}

// The saved form of a list is netstrings, "5:hello", one after another: no character is special.
std::string netstring(const std::string& text) {
    return std::to_string(text.size()) + ":" + text;
}

std::optional<StringList> from_netstrings(std::string_view saved) {
    StringList list;
    while (!saved.empty()) {
        std::size_t size = 0;
        const auto [end, error] = std::from_chars(saved.data(), saved.data() + saved.size(), size);
        const auto used = static_cast<std::size_t>(end - saved.data());
        if (error != std::errc{} || used >= saved.size() || saved[used] != ':') return std::nullopt;
        saved.remove_prefix(used + 1);
        if (size > saved.size()) return std::nullopt;
        list.emplace_back(saved.substr(0, size));
        saved.remove_prefix(size);
    }
    return list;
}

struct ToText {
    std::string operator()(bool value) const { return value ? "1" : "0"; }
    std::string operator()(std::uint64_t value) const { return std::to_string(value); }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(const StringList& value) const {
        std::string all;
        for (const auto& text : value) all += netstring(text);
        return all;
    }
    std::string operator()(const StringMap& value) const {
        std::string all;
        for (const auto& [name, note] : value) all += netstring(name) + netstring(note);
        return all;
    }
    std::string operator()(const RangeList&) const { return {}; }
    std::string operator()(EmptyList) const { return {}; }
    std::string operator()(const ForeignType&) const { return {}; }
};

std::optional<StringMap> map_from(const std::string& saved) {
    const auto list = from_netstrings(saved);
    if (!list || list->size() % 2 != 0) return std::nullopt;
    StringMap map;
    for (std::size_t i = 0; i < list->size(); i += 2) map.emplace((*list)[i], (*list)[i + 1]);
    return map;
}

std::optional<std::uint64_t> number_from(const std::string& saved) {
    std::uint64_t number = 0;
    const auto* last = saved.data() + saved.size();
    const auto [end, error] = std::from_chars(saved.data(), last, number);
    return error == std::errc{} && end == last ? std::optional{number} : std::nullopt;
}

/// Takes `saved` as a value of the kind that the key has, if it is one.
void take_saved(const Key& key, Settings& settings, const std::string& saved) {
    const std::string name{key.name};
    const auto take = [&](const auto& value) {
        if (value) key.take(settings, name, *value);
    };
    const auto now = key.read(settings);
    if (std::holds_alternative<bool>(now)) return take(std::optional{saved == "1"});
    if (std::holds_alternative<std::uint64_t>(now)) return take(number_from(saved));
    if (std::holds_alternative<StringMap>(now)) return take(map_from(saved));
    if (std::holds_alternative<StringList>(now)) return take(from_netstrings(saved));
    return take(std::optional{saved});
}

}  // namespace

const std::vector<std::string_view>& setting_keys() {
    static const std::vector<std::string_view> all = [] {
        std::vector<std::string_view> names;
        for (const auto& key : keys()) names.push_back(key.name);
        const auto& missing = unsupported_setting_keys();
        names.insert(names.end(), missing.begin(), missing.end());
        return names;
    }();
    return all;
}

const std::vector<std::string_view>& unsupported_setting_keys() {
    static const std::vector<std::string_view> missing = {
        "RateLimit",
        "MaximumSize",
        "DynamicContent",
        "RunWhen",
        "CostPolicy",
        "PowerPolicy",
        "RedirectPolicy",
        "RedirectHttpsToHttp",
        "TlsFlags",
        "TlsCaFile",
        "TlsClientCertificate",
        "TlsClientKey",
        "TlsPinnedKey",
        "HttpMethod",
        "HttpHeaders",
        "HttpHeadersWriteOnly",
        "ProxyMode",
        "ProxyUrl",
        "ProxyBypass",
        "UploadProtocol",
        "ReplyPath",
        "NotifyUnit",
        "NotifyOn",
    };
    return missing;
}

Settings changed(const Settings& settings, const Dictionary& changes) {
    Settings next = settings;
    for (const auto& [name, value] : changes) {
        if (const auto* key = find(name)) {
            key->take(next, name, value);
            continue;
        }
        const auto& missing = unsupported_setting_keys();
        if (std::find(missing.begin(), missing.end(), name) != missing.end())
            throw Error{ErrorCode::not_supported, name + " is not supported by this version"};
        throw Error{ErrorCode::invalid_args, "There is no setting named " + quoted(name)};
    }
    return next;
}

Dictionary readable(const Settings& settings) {
    Dictionary all;
    for (const auto& key : keys()) all.emplace(std::string(key.name), key.read(settings));
    return all;
}

std::vector<std::pair<std::string, std::string>> to_saved(const Settings& settings) {
    const Settings defaults;
    std::vector<std::pair<std::string, std::string>> saved;
    for (const auto& key : keys()) {
        const auto value = key.read(settings);
        if (value != key.read(defaults))
            saved.emplace_back(std::string(key.name), std::visit(ToText{}, value));
    }
    return saved;
}

Settings from_saved(const std::vector<std::pair<std::string, std::string>>& saved) {
    Settings settings;
    for (const auto& [name, saved_text] : saved) {
        const auto* key = find(name);
        // Written by another version, or damaged: the default holds.
        try {
            if (key) take_saved(*key, settings, saved_text);
        } catch (const Error&) {
            continue;
        }
    }
    return settings;
}

}  // namespace transferd::core
