// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace transferd::client {

/// Where a download goes, absolute and normalised as the service wants it. `path` is what the
/// user wrote: a file, a directory (or anything that ends in a slash) to put the URL's name in, or
/// empty for the working directory. Throws ClientError (usage) where no name can be made.
std::string destination(std::string_view url, std::string_view path);

}  // namespace transferd::client
