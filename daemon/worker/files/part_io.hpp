// SPDX-License-Identifier: MIT
// The blocking half of a part file: what is done to it on the file threads.
#pragma once

#include "worker/digest/hasher.hpp"
#include "worker/files/open_part.hpp"
#include "worker/files/prefix.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>

namespace transferd::worker {

/// One call at a time (Strand sees to that); every call blocks but the const ones, which the loop
/// makes between calls. After a failed sync, or a write that failed for want of anything but room,
/// no call does anything any more: the kernel forgets which bytes were lost, and a second sync of
/// them would say that all is well.
class PartIo {
  public:
    explicit PartIo(PartSpec spec) : spec_(std::move(spec)) {}
    PartIo(const PartIo&) = delete;
    PartIo& operator=(const PartIo&) = delete;
    /// Blocks. Takes back a file in the place of the known one that nobody was told of.
    ~PartIo();

    void open();
    /// Hashes some of the bytes that were kept without a state of their hash.
    void catch_up();
    /// Between calls.
    void expect(std::uint64_t size) noexcept { whole_size_ = size; }
    void reserve_space();
    /// With a new file: see replace_part.
    void start_over();
    /// Between calls: identity() is about to be told.
    void keep() noexcept { to_take_back_ = false; }
    /// In any order. What does not go on with the bytes that are hashed is hashed later: read again
    /// while it is in memory, once the gap before it is filled.
    void write(std::uint64_t at, std::span<const std::byte> data);
    /// What was written behind a gap no longer counts.
    void forget_later() { prefix_.forget_later(); }
    void sync();
    /// Verifies and cuts; settle() is to follow where that went well. Where much is still to be
    /// hashed, only a part of that: see caught_up().
    void write_out();
    /// Makes every byte durable, unless they are since a sync of the whole file system, and closes.
    void settle(bool synced);
    /// Both; see closed().
    void finish();

    /// Any thread, any time: nobody waits for this file any more.
    void abandon() noexcept { abandoned_ = true; }

    /// Of the last call.
    [[nodiscard]] const Outcome& outcome() const { return outcome_; }
    [[nodiscard]] bool caught_up() const { return !hasher_ || hasher_->bytes() == written(); }
    [[nodiscard]] bool closed() const { return !file_; }
    [[nodiscard]] const core::FileIdentity& identity() const { return identity_; }
    [[nodiscard]] const DirectoryRef& directory() const { return directory_; }
    /// From the start, without a gap.
    [[nodiscard]] std::uint64_t written() const { return prefix_.end(); }
    /// Those of them that have been synced, and are in the digest's state.
    [[nodiscard]] std::uint64_t durable() const {
        return hasher_ ? std::min(hasher_->bytes(), synced_) : synced_;
    }
    [[nodiscard]] std::string digest_state() const { return hasher_ ? hasher_->save() : ""; }

  private:
    [[nodiscard]] std::string path() const;
    [[nodiscard]] int write_all(std::uint64_t at, std::span<const std::byte>& data);
    void hash_to(std::uint64_t end);
    void broke(const std::string& doing);
    void broke(core::Failure failure);
    /// The file that is open, as the part that is known.
    [[nodiscard]] PartSpec current() const;
    void adopt(std::variant<OpenedPart, core::Failure> opened);
    void filled_up(int error);
    void start_writeback();
    void verify();

    PartSpec spec_;
    std::atomic<bool> abandoned_ = false;
    Outcome outcome_;
    bool broken_ = false;
    /// There was no room for more: what is there can still be synced, and gone on from later.
    Outcome full_;
    /// Of the file when all of it has come; 0: unknown.
    std::uint64_t whole_size_ = 0;
    bool to_take_back_ = false;
    DirectoryRef directory_;
    loop::UniqueFd file_;
    core::FileIdentity identity_;
    std::optional<Hasher> hasher_;
    Prefix prefix_;
    std::uint64_t synced_ = 0;
    std::uint64_t writeback_from_ = 0;
};

}  // namespace transferd::worker
