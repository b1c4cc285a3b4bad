// SPDX-License-Identifier: MIT
// Ids are types: no bare integer crosses a function boundary.
#pragma once

#include <compare>
#include <cstdint>

namespace transferd::core {

template <class Tag, class Value>
struct Id {
    Value value{};
    auto operator<=>(const Id&) const = default;
};

/// A job; never used twice, also after a database was lost.
using JobId = Id<struct JobTag, std::uint64_t>;
/// A file's place in its job, from 0.
using FileIndex = Id<struct FileTag, std::uint32_t>;
/// An effective user id as the bus saw it. Unsigned: ids above INT_MAX exist.
using Uid = Id<struct UidTag, std::uint32_t>;

/// One file of one job.
struct FileRef {
    JobId job;
    FileIndex index;
    auto operator<=>(const FileRef&) const = default;
};

}  // namespace transferd::core
