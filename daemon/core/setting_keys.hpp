// SPDX-License-Identifier: MIT
// The table of the settings of a job: how each is taken from a client, read and kept. For
// settings.cpp and the files of its keys alone.
#pragma once

#include "core/settings.hpp"

#include <span>
#include <string>
#include <string_view>

namespace transferd::core {

struct SettingKey {
    std::string_view name;
    /// Throws InvalidArgs that names the key.
    void (*take)(Settings&, const std::string& key, const Value&);
    Value (*read)(const Settings&);
};

/// Those of this version, in the order of settings.md.
std::span<const SettingKey> known_settings();

/// Of them, those about request headers and about proxies.
std::span<const SettingKey> header_setting_keys();
std::span<const SettingKey> proxy_setting_keys();

/// Null: there is none of that name in this version.
const SettingKey* find_setting(std::string_view name);

}  // namespace transferd::core
