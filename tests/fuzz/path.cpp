// SPDX-License-Identifier: MIT
// The input is a destination as a client gives it.
#include "core/error.hpp"
#include "core/limits.hpp"
#include "core/new_file.hpp"
#include "fuzz/one_input.hpp"

#include <algorithm>
#include <climits>
#include <filesystem>
#include <optional>
#include <string>

namespace transferd::fuzz {

namespace {

namespace fs = std::filesystem;

/// By the standard library's idea of a path.
bool is_good(const std::string& text) {
    const fs::path path{text};
    const bool short_names = std::all_of(path.begin(), path.end(), [](const fs::path& part) {
        return part.string().size() <= NAME_MAX;
    });
    return path.is_absolute() && path.has_filename() && path.lexically_normal().string() == text &&
           short_names && text.size() < PATH_MAX && !core::has_control_characters(text);
}

std::optional<core::Destination> taken(const std::string& path) {
    try {
        return core::destination_of(path);
    } catch (const core::Error& error) {
        require(error.code() == core::ErrorCode::invalid_path, "a path is refused as a path");
        require_sentence(error.what());
        return std::nullopt;
    }
}

void check_part(const core::Destination& destination) {
    const auto part = core::part_name({{7}, {3}}, destination.name);
    require(part.size() <= NAME_MAX && part.find('/') == std::string::npos,
            "a part file's name is a name");
    require(part.starts_with('.') && part.ends_with(".7-3.part"), "a part file is known as one");
}

}  // namespace

void one_input(std::string_view input) {
    const std::string path(input);
    const auto destination = taken(path);
    require(destination.has_value() == is_good(path),
            "exactly what is absolute, normal and not too long is taken");
    if (!destination) return;
    require(destination->path() == path, "directory and name make up the path");
    require(fs::path{path}.filename() == destination->name &&
                fs::path{path}.parent_path() == destination->directory,
            "a path is cut where the name begins");
    check_part(*destination);
}

}  // namespace transferd::fuzz
