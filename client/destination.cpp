// SPDX-License-Identifier: MIT
#include "client/destination.hpp"

#include "client/client_error.hpp"
#include "client/text.hpp"
#include "client/url_name.hpp"

#include <algorithm>
#include <filesystem>

namespace transferd::client {
namespace fs = std::filesystem;
namespace {

// Behind a link ".." is not where the text says, so only the file system can take it out.
fs::path normalised(const fs::path& path) {
    if (std::ranges::find(path, "..") == path.end()) {
        return path.lexically_normal();
    }
    std::error_code error;
    const fs::path folder = fs::canonical(path.parent_path(), error);
    if (error) {
        throw ClientError{ExitCode::usage, "the directory of " + path.string() +
                                               " cannot be found: " + error.message()};
    }
    return folder / path.filename();
}

// D-Bus carries no other text.
std::string require_utf8(std::string path) {
    for (std::string_view left = path; !left.empty();) {
        if (!take_character(left)) {
            throw ClientError{ExitCode::usage,
                              "the path " + path + " is not UTF-8; only such names can be used"};
        }
    }
    return path;
}

}  // namespace

std::string destination(std::string_view url, std::string_view path) {
    fs::path target{path};
    std::error_code ignored;
    const fs::path last = target.filename();
    if (last.empty() || last == "." || last == ".." || fs::is_directory(target, ignored)) {
        target /= name_from_url(url);
    }
    return require_utf8(normalised(fs::absolute(target)).string());
}

}  // namespace transferd::client
