// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>

namespace transferd::client {

/// A job's number on the bus; never used twice.
struct JobId {
    std::uint64_t value{};
    auto operator<=>(const JobId&) const = default;
};

}  // namespace transferd::client
