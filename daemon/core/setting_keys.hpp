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
    bool fixed_by_resume = false;
};

/// Those of this version: the general ones, then those about servers, each in the order of
/// settings.md.
std::span<const SettingKey> known_settings();

/// The parts of them that are about servers and how they are spoken to: requests and trust, request
/// headers, proxies.
std::span<const SettingKey> http_setting_keys();
std::span<const SettingKey> header_setting_keys();
std::span<const SettingKey> proxy_setting_keys();

/// Null: there is none of that name in this version.
const SettingKey* find_setting(std::string_view name);

}  // namespace transferd::core
