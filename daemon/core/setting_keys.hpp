// SPDX-License-Identifier: MIT
// The table of the settings of a job: how each is taken from a client, read and kept. For
// settings.cpp alone.
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

/// Null: there is none of that name in this version.
const SettingKey* find_setting(std::string_view name);

}  // namespace transferd::core
