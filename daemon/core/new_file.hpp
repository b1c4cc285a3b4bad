// SPDX-License-Identifier: MIT
// The arguments of AddFile as a client gives them, and the rules that need no look at the world.
#pragma once

#include "core/file_entry.hpp"
#include "core/value.hpp"

#include <string>
#include <vector>

namespace transferd::core {

struct NewFile {
    std::string url;
    std::string path;
    Dictionary options;
};

/// Throws InvalidUrl where a look at the text is enough to say so.
void check_url(const std::string& url);

/// `path` as directory and name; throws InvalidPath unless it is absolute and normal.
Destination destination_of(const std::string& path);

/// The entries, numbered from `first`; throws InvalidUrl, InvalidPath, InvalidArgs, NotSupported
/// with a sentence that names the culprit. Whether the URL parses and the directory can be written
/// is for the owner's worker to say.
std::vector<FileEntry> file_entries(const std::vector<NewFile>& files, FileIndex first);

}  // namespace transferd::core
