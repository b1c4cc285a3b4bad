// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace transferd::client {

/// The file name a download gets that was given none: the last segment of the URL's path, percent
/// signs decoded. The server has no say in it.
/// Throws ClientError (usage) where that is no name for a file: empty, "." or "..", with a slash or
/// a control character in it, not UTF-8, or longer than 255 bytes.
std::string name_from_url(std::string_view url);

}  // namespace transferd::client
