// SPDX-License-Identifier: MIT
// What may be shown of texts that others wrote: no secret of a URL, nothing that a terminal or a
// reader of lines would obey. Both take any bytes and give valid UTF-8 of a bounded length.
#pragma once

#include <string>
#include <string_view>

namespace transferd::journal {

inline constexpr std::size_t longest_shown_url = 1024;
inline constexpr std::size_t longest_shown_text = 4096;

/// Scheme, host, port and path. Of what is no address beyond its scheme, only the scheme.
std::string shown_url(std::string_view url);

/// The text with each URL in it as shown_url has it.
std::string shown_text(std::string_view text);

}  // namespace transferd::journal
