// SPDX-License-Identifier: MIT
// What the service says about a job, a file or an error: its own keys with their values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace transferd::client {

/// A dictionary of the bus, as it is printed with --json: keys as in the contract, an unknown size
/// (2^64-1) is null.
using Record = nlohmann::json;

/// The text under the key, made printable; "" where there is none.
std::string text_of(const Record& record, const char* key);

/// The number under the key; nothing where it is missing or unknown.
std::optional<std::uint64_t> number_of(const Record& record, const char* key);

}  // namespace transferd::client
