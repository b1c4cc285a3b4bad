// SPDX-License-Identifier: MIT
// Reads what a setting names: small files of the owner's choice.
#pragma once

#include "core/failure.hpp"

#include <cstddef>
#include <string>
#include <variant>

namespace transferd::worker {

/// The system's bundle of authorities has a quarter of it.
inline constexpr std::size_t largest_settings_file = 1024UL * 1024;

/// Blocks. The content of a regular file, read with the rights of this process; else a final
/// failure with a sentence that names `setting` and `path`.
std::variant<std::string, core::Failure> read_file(const std::string& setting,
                                                   const std::string& path);

}  // namespace transferd::worker
