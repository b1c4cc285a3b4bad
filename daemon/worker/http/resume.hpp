// SPDX-License-Identifier: MIT
// The rules of resuming: what to ask for, and what of the answer may be added to what is on disk.
// settings.md, "change detection". Pure.
#pragma once

#include "core/failure.hpp"
#include "core/file_entry.hpp"
#include "worker/http/response_head.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace transferd::worker {

/// Of a file that comes in several ranges at once: at 100 ms to the server and 10 MB/s a connection
/// the time between two of them is a ninth, and what a crash throws away is a few of them.
inline constexpr std::uint64_t parallel_range_size = std::uint64_t{8} * 1024 * 1024;

/// What an earlier attempt left: `offset` bytes from the start of what is asked for, of a file that
/// had this size and validator.
struct OnDisk {
    std::uint64_t offset{};
    std::optional<std::uint64_t> size{};
    core::Validator validator{};
    /// Whatever the validator says: a digest over all of the file decides in the end.
    bool digest_decides{};
};

/// `Range: bytes=OFFSET-LAST` with `If-Range: IF_RANGE`, where there is one.
struct RangeRequest {
    std::uint64_t offset{};
    std::string if_range{};
    std::optional<std::uint64_t> last{};
    bool operator==(const RangeRequest&) const = default;
};

/// None: nothing vouches for what is on disk, ask for the whole file. Where every byte is there,
/// the last one is asked for again: few servers say by a 416 that nothing else is missing.
std::optional<RangeRequest> range_request(const OnDisk& disk);

/// Whether a part of a file of that version can be told from one of another.
bool can_be_continued(const core::Validator& validator);

/// The rest of `range`, of which `disk.offset` bytes are there. Without a size nothing is known of
/// the remote file yet.
RangeRequest range_request(const OnDisk& disk, const core::ByteRange& range);

struct Expectation {
    /// What range_request() was asked with; empty where the whole file was asked for.
    OnDisk disk{};
    /// What is wanted of the remote file, and which of it is asked for; none: all of it.
    std::vector<core::ByteRange> ranges{};
    std::size_t range{};
    /// What the client said the size must be.
    std::optional<std::uint64_t> expected_size{};
    /// More than that is not wanted.
    std::optional<std::uint64_t> largest_size{};
    /// The server need not say how large the file is.
    bool size_may_be_unknown{};
    /// For the sentences of failures.
    std::string host{};
};

/// The bytes from `offset` to `size` follow, or to wherever the body ends. 0: the file starts over.
struct Follows {
    std::uint64_t offset{};
    std::optional<std::uint64_t> size{};
    core::Validator validator{};
    /// Of the whole remote file where a range of it was asked for; `offset` and `size` are then
    /// those of the range.
    std::optional<std::uint64_t> remote_size{};
};
/// Every byte is on disk already.
struct AlreadyComplete {};
/// The remote file is another one: forget what is on disk and ask for the whole file.
struct AskForWhole {};

using Verdict = std::variant<Follows, AlreadyComplete, AskForWhole, core::Failure>;

/// Whether other parts of the file that follows may be asked for beside it: one version of it can
/// be told from any other, its server knows ranges, and enough is to come for each of
/// core::most_parallel_ranges connections to be worth its beginning.
bool can_be_split(const Follows& body, const ResponseHead& head);

enum class Body { ended, goes_on };

/// What is wrong with a file of `size` bytes, or with one of which so many have come.
std::optional<core::Failure> wrong_size(const Expectation& expected, std::uint64_t size, Body body);

/// Never AskForWhole where nothing was known of the remote file.
Verdict judge(const Expectation& expected, const ResponseHead& head);

}  // namespace transferd::worker
