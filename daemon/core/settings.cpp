// SPDX-License-Identifier: MIT
#include "core/settings.hpp"

#include "core/error.hpp"
#include "core/netstrings.hpp"
#include "core/setting_keys.hpp"

#include <algorithm>
#include <charconv>

namespace transferd::core {

namespace {

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
void take_saved(const SettingKey& key, Settings& settings, const std::string& saved) {
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

Settings changed(const Settings& settings, const Dictionary& changes) {
    Settings next = settings;
    for (const auto& [name, value] : changes) {
        if (const auto* key = find_setting(name)) {
            key->take(next, name, value);
            continue;
        }
        const auto missing = unsupported_setting_keys();
        if (std::find(missing.begin(), missing.end(), name) != missing.end())
            throw Error{ErrorCode::not_supported, name + " is not supported by this version"};
        throw Error{ErrorCode::invalid_args, "There is no setting named " + quoted(name)};
    }
    check_together(next.proxy);
    return next;
}

void require_open_settings(const Settings& settings, const Settings& next) {
    for (const auto& key : known_settings())
        if (key.fixed_by_resume && key.read(settings) != key.read(next))
            throw Error{ErrorCode::read_only_setting,
                        std::string(key.name) + " can be set before the first Resume only"};
}

Dictionary readable(const Settings& settings) {
    Dictionary all;
    for (const auto& key : known_settings()) all.emplace(std::string(key.name), key.read(settings));
    return all;
}

std::vector<std::pair<std::string, std::string>> to_saved(const Settings& settings) {
    const Settings defaults;
    std::vector<std::pair<std::string, std::string>> saved;
    for (const auto& key : known_settings()) {
        const auto value = key.read(settings);
        if (value != key.read(defaults))
            saved.emplace_back(std::string(key.name), std::visit(ToText{}, value));
    }
    return saved;
}

Settings from_saved(const std::vector<std::pair<std::string, std::string>>& saved) {
    Settings settings;
    for (const auto& [name, saved_text] : saved) {
        const auto* key = find_setting(name);
        // Written by another version, or damaged: the default holds.
        try {
            if (key) take_saved(*key, settings, saved_text);
        } catch (const Error&) {
            continue;
        }
    }
    try {
        check_together(settings.proxy);
    } catch (const Error&) {
        // It is the URL that was damaged.
        settings.proxy.mode = ProxyMode::system;
    }
    return settings;
}

}  // namespace transferd::core
