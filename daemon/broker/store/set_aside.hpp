// SPDX-License-Identifier: MIT
// A damaged database and its log under another name, where they stay for whoever wants to look.
#pragma once

#include <optional>
#include <string>

namespace transferd::broker {

/// What a database at `path` is called before it takes the place of the damaged one.
std::string salvaged_name(const std::string& path);

/// A name beside `path` with the day and time in it that no file has, nor a log of it.
std::string aside_name(const std::string& path);

/// Moves what is at `path`, with its logs, to a name beside it and puts the database
/// `salvaged_name(path)` in its place. Answers the name of what was set aside; none where there was
/// nothing. May be called again where it was interrupted. Throws std::system_error.
std::optional<std::string> replace_with_salvaged(const std::string& path);

}  // namespace transferd::broker
