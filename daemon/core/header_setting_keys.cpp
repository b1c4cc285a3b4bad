// SPDX-License-Identifier: MIT
// HttpHeadersWriteOnly. HttpHeaders is no setting that is kept in clear: see job_secrets.hpp.
#include "core/error.hpp"
#include "core/setting_keys.hpp"

#include <array>

namespace transferd::core {

namespace {

void take_write_only(Settings& settings, const std::string& key, const Value& value) {
    const bool wanted = boolean(key, value);
    if (settings.http_headers_write_only && !wanted)
        throw Error{ErrorCode::read_only_setting, key + " cannot be taken back"};
    settings.http_headers_write_only = wanted;
}

Value read_write_only(const Settings& settings) {
    return settings.http_headers_write_only;
}

constexpr auto keys = std::to_array<SettingKey>({
    {"HttpHeadersWriteOnly", take_write_only, read_write_only},
});

}  // namespace

std::span<const SettingKey> header_setting_keys() {
    return keys;
}

}  // namespace transferd::core
