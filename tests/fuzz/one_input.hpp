// SPDX-License-Identifier: MIT
// What a fuzz target is: a function that takes any bytes, and the oracles it asks.
#pragma once

#include <string_view>

namespace transferd::fuzz {

/// Defined by each target. An exception that leaves it is a crash.
void one_input(std::string_view input);

/// Ends the process with that sentence where it does not hold.
void require(bool holds, std::string_view sentence);

/// A sentence for a person: one line, without control characters, of bounded length.
void require_sentence(std::string_view text);

/// What is before the next `end`, which is taken with it off the front of `rest`.
std::string_view cut(std::string_view& rest, char end);

}  // namespace transferd::fuzz
